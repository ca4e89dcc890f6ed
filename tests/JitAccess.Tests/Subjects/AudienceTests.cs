using System.Collections.Immutable;
using JitAccess.Tests.Diagnostics;
using JitAccess.Tests.Facts.Conditions;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Subjects;

/// <summary>Who could satisfy a condition, as far as a directory tells.</summary>
public sealed class AudienceTests
{
    private static readonly Duration Limit = Duration.FromSeconds(2);
    private static readonly Tenant Other = Tenant.Of("other");

    private readonly ManualTime _time = new();
    private readonly ListLogger<Audience> _logger = new();

    [Fact]
    public async Task FindAsync_Role_FindsThoseWhoHaveItAndMayAct()
    {
        var directory = new StubListing(
            Entry("amina", "support"), Entry("bo", "lead"), Entry("chen", "lead"), Entry("dan", "lead") with { IsActive = false }, Entry("team", "lead") with { IsGroup = true });

        Assert.Equal(["bo", "chen"], await FindAsync(directory, Has.Role("lead")));
        Assert.Equal(501, Assert.Single(directory.Queries).Limit);
    }

    [Fact]
    public async Task FindAsync_AllOf_AsksWhereLeastHasToBeListedAndJudgesTheRest()
    {
        var directory = new StubListing(Entry("bo", "lead"), Entry("chen", "lead", "site") with { Attributes = Site("paris") }, Entry("dan") with { Attributes = Site("paris") });

        Assert.Equal(["chen"], await FindAsync(directory, Has.AnyRole("lead", "officer") & Has.Attribute("site", "paris")));
        Assert.Equal(new DirectoryQuery.WithAttribute(Tenant.Default, "site", "paris"), Assert.Single(directory.Queries));
        Assert.Equal(["bo"], await FindAsync(directory, Has.Role("lead") & !Has.Role("site")));
    }

    [Fact]
    public async Task FindAsync_AnyOf_FindsEverybodyOnce()
    {
        var directory = new StubListing(Entry("bo", "lead", "officer"), Entry("chen", "officer"), Entry("dan"));

        Assert.Equal(["bo", "chen", "dan"], await FindAsync(directory, Has.Role("lead") | Has.Role("officer") | Has.Subject(Who("dan")) | Has.Subject(Who("bo"))));
    }

    [Fact]
    public async Task FindAsync_WhatSessionAndSourcesTell_MayBe()
    {
        var directory = new StubListing(Entry("bo", "lead"));

        Assert.Equal(["bo"], await FindAsync(directory, Has.Role("lead") & SignedIn.Within(Duration.FromMinutes(5)) & !Risk.AtMost(10) & Custom.Condition("ours")));
    }

    // Nobody but the directory tells the attributes of whom it knows: what it leaves out is not going to be satisfied, negated neither.
    [Fact]
    public async Task FindAsync_AttributeThatTheDirectoryLeavesOut_IsNobody()
    {
        var directory = new StubListing(Entry("bo", "lead"));

        Assert.Equal([], await FindAsync(directory, Has.Role("lead") & Has.Attribute("site", "paris")));
        Assert.Equal([], await FindAsync(directory, Has.Role("lead") & !Has.Attribute("site", "paris")));
    }

    [Fact]
    public async Task FindAsync_SubjectsThatAreNamed_NeedNoListing()
    {
        var known = new StubDirectory { Answer = (subject, _) => ValueTask.FromResult<DirectoryEntry?>(subject.Id == "bo" ? Entry("bo") : null) };

        Assert.Equal(["bo", "zoe"], await FindAsync(known, Has.Subject(Who("bo")) | Has.Subject(Who("zoe"))));
        Assert.Equal(["zoe"], await FindAsync(null, Has.Subject(Who("zoe"))));

        // Of whom the directory knows nothing, the session tells the roles.
        Assert.Equal(["zoe"], await FindAsync(known, (Has.Subject(Who("bo")) | Has.Subject(Who("zoe"))) & Has.Role("lead")));
    }

    [Fact]
    public async Task P30_FindAsync_OtherTenant_IsNeverThere()
    {
        var directory = new StubListing(Entry("bo", "lead"), new DirectoryEntry(Subject.Human("idp", "eve", Other)) { Roles = ["lead"] });

        Assert.Equal(["bo"], await FindAsync(directory, Has.Role("lead")));
        Assert.Equal([], await FindAsync(directory, Has.Subject(Subject.Human("idp", "eve", Other))));
    }

    public static TheoryData<string> Untold => ["not", "everyone", "custom", "session", "partly", "empty"];

    [Theory]
    [MemberData(nameof(Untold))]
    public async Task FindAsync_ConditionThatDoesNotSayWhereToLook_CannotTell(string which)
    {
        var condition = which switch
        {
            "not" => !Has.Role("lead"),
            "everyone" => Everyone.SignedIn,
            "custom" => Custom.Condition("ours"),
            "session" => Risk.AtMost(10),
            "partly" => Has.Role("lead") | Everyone.SignedIn,
            _ => Condition.All(),
        };

        Assert.Null(await FindAsync(new StubListing(Entry("bo", "lead")), condition));
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task FindAsync_DirectoryThatDoesNotList_CannotTell() => Assert.Null(await FindAsync(new StubDirectory(), Has.Role("support")));

    [Fact]
    public async Task FindAsync_DirectoryThatFails_CannotTellAndSaysSo()
    {
        Assert.Null(await FindAsync(new StubListing { List = (_, _) => throw new InvalidOperationException("bo@example.org") }, Has.Role("lead")));
        Assert.Null(await FindAsync(new StubListing { FailsToFind = true }, Has.Subject(Who("bo"))));
        Assert.Equal("Warning 1204 The subject directory failed to list with InvalidOperationException; who could approve cannot be told.", Assert.Single(_logger.Lines));
    }

    [Fact]
    public async Task FindAsync_AnswerWithSomebodyOfAnotherTenantOrNobody_IsNoAnswer()
    {
        var foreign = new DirectoryEntry(Subject.Human("idp", "eve", Other)) { Roles = ["lead"] };
        Assert.Null(await FindAsync(new StubListing { List = (_, _) => ValueTask.FromResult<IReadOnlyList<DirectoryEntry>>([Entry("bo", "lead"), foreign]) }, Has.Role("lead")));
        Assert.Null(await FindAsync(new StubListing { List = (_, _) => ValueTask.FromResult<IReadOnlyList<DirectoryEntry>>([null!]) }, Has.Role("lead")));
    }

    [Fact]
    public async Task FindAsync_DirectoryThatHangs_CannotTellOnceTheTimeIsUp()
    {
        using var released = new ManualResetEventSlim();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var directory = new StubListing
        {
            List = (_, _) =>
            {
                asked.SetResult();
                released.Wait(CancellationToken.None); // whatever the token says
                return ValueTask.FromResult<IReadOnlyList<DirectoryEntry>>([]);
            },
        };
        var finding = FindAsync(directory, Has.Role("lead"));
        await asked.Task;
        _time.Advance(Limit);

        Assert.Null(await finding);
        released.Set();
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public async Task FindAsync_MoreThanTheBound_CannotTell(int count, bool tells)
    {
        var directory = new StubListing([.. Enumerable.Range(0, count).Select(index => Entry($"p{index}", "lead"))]);

        Assert.Equal(tells ? count : null, (await FindAsync(directory, Has.Role("lead")))?.Count);
    }

    [Fact]
    public async Task FindAsync_MoreQuestionsThanTheBound_CannotTellAndAsksNobody()
    {
        var directory = new StubListing(Entry("bo", "lead"));
        var roles = Enumerable.Range(0, 100).Select(index => $"r{index}").ToArray();

        Assert.Equal([], await FindAsync(directory, Has.AnyRole(roles)));
        Assert.Equal(100, directory.Queries.Count);
        Assert.Null(await FindAsync(directory, Has.AnyRole(roles) | Has.Role("lead")));
        Assert.Equal(100, directory.Queries.Count);
    }

    private static Subject Who(string name) => Subject.Human("idp", name);

    private static DirectoryEntry Entry(string name, params string[] roles) => new(Who(name)) { Roles = [.. roles] };

    private static ImmutableDictionary<string, ImmutableArray<string>> Site(string site) => ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("site", [site]);

    private async Task<List<string>?> FindAsync(ISubjectDirectory? directory, Condition condition)
    {
        var gatherer = new FactGatherer(
            directory is null ? null : new CachedSubjectDirectory(directory, null, null, Duration.Zero, Limit, _time.Clock), [], Limit, _time.Clock, new ListLogger<FactGatherer>());
        var found = await new Audience(directory as IListingDirectory, gatherer, Limit, _time.Clock, _logger).FindAsync(Tenant.Default, condition, Given.Noon, default);
        return found?.Select(entry => entry.Subject.Id).ToList();
    }
}
