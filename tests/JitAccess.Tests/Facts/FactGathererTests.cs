using System.Collections.Immutable;
using JitAccess.Tests.Diagnostics;
using JitAccess.Tests.Subjects;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Facts;

public sealed class FactGathererTests
{
    private static readonly Subject Amina = Subject.Human("demo", "amina");
    private static readonly Duration Limit = Duration.FromSeconds(2);

    // What a session says before anyone is asked.
    private static readonly FactSet Presented = FactSet.Empty.With(
    [
        Claim(FactNames.Role, "support", "admin"),
        Claim(FactNames.Attribute("site"), "zürich"),
        Claim("risk", "0"),
        new Fact(FactNames.Address, ["192.0.2.7"], "session", ManualTime.Start) { IsPersonal = true },
    ]);

    private readonly ManualTime _time = new();
    private readonly ListLogger<FactGatherer> _logger = new();

    [Fact]
    public async Task GatherAsync_NobodyToAsk_GivesWhatWasPresented()
    {
        var gathered = await GatherAsync(directory: null);

        Assert.Same(Presented, gathered.Facts);
        Assert.False(gathered.KnownToDirectory);
        Assert.Null(gathered.Refusal);
    }

    [Fact]
    public async Task GatherAsync_SubjectKnownToTheDirectory_ItsAnswerReplacesEveryPresentedRoleAndAttribute()
    {
        var gathered = await GatherFromAsync(new DirectoryEntry(Amina)
        {
            Roles = ["support"],
            Attributes = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("floor", ["3"]).Add("manager", ["bo"]),
            PersonalAttributes = ["manager"],
        });

        Assert.True(gathered.KnownToDirectory);
        Assert.Equal("address=192.0.2.7@session! attribute:floor=3@directory attribute:manager=bo@directory! risk=0@claims role=support@directory", Show(gathered.Facts));
        Assert.Equal(ManualTime.Start + Duration.FromHours(1), gathered.Facts.Facts.Single(fact => fact.Name == FactNames.Role).At);
    }

    [Fact]
    public async Task GatherAsync_DirectoryThatGivesNoRoles_LeavesNoRole()
    {
        var gathered = await GatherFromAsync(new DirectoryEntry(Amina));

        Assert.Equal("address=192.0.2.7@session! risk=0@claims role=@directory", Show(gathered.Facts));
    }

    [Fact]
    public async Task GatherAsync_InactiveEntry_HasNeitherRolesNorAttributes()
    {
        var gathered = await GatherFromAsync(new DirectoryEntry(Amina)
        {
            IsActive = false,
            Roles = ["support"],
            Attributes = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("site", ["zürich"]),
        });

        Assert.Equal("address=192.0.2.7@session! risk=0@claims role=@directory", Show(gathered.Facts));
        Assert.True(gathered.KnownToDirectory);
    }

    [Fact]
    public async Task P32_GatherAsync_Group_IsRefusedAsASubjectAndHasNoRoles()
    {
        var gathered = await GatherFromAsync(new DirectoryEntry(Amina) { IsGroup = true, Roles = ["support"] });

        Assert.Equal(Reason.SubjectIsGroup, gathered.Refusal!.Reason);
        Assert.Contains("\"amina\" is a group", gathered.Refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("support", Show(gathered.Facts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatherAsync_SubjectUnknownToTheDirectory_KeepsWhatWasPresented()
    {
        var gathered = await GatherAsync(new StubDirectory { Answer = static (_, _) => ValueTask.FromResult<DirectoryEntry?>(null) });

        Assert.Equal(Show(Presented), Show(gathered.Facts));
        Assert.False(gathered.KnownToDirectory);
        Assert.Empty(gathered.Facts.FailedSources);
    }

    [Fact]
    public async Task GatherAsync_DirectoryThatThrows_DropsPresentedRolesAndNotesIt()
    {
        var gathered = await GatherAsync(new StubDirectory { Answer = static (_, _) => throw new InvalidOperationException("amina@example.org is locked") });

        Assert.Equal("address=192.0.2.7@session! risk=0@claims", Show(gathered.Facts));
        Assert.Equal(["directory"], gathered.Facts.FailedSources.AsEnumerable());
        Assert.False(gathered.KnownToDirectory);
        var line = Assert.Single(_logger.Lines);
        Assert.Equal("Warning 1201 The subject directory failed with InvalidOperationException; roles and attributes count as missing.", line);
    }

    [Fact]
    public async Task GatherAsync_DirectoryAndSourcesThatHang_TimeOutTogether()
    {
        using var released = new ManualResetEventSlim();
        var never = new TaskCompletionSource();
        var directory = new StubDirectory
        {
            Answer = async (_, _) =>
            {
                await never.Task;
                return null;
            },
        };
        StubSource[] sources =
        [
            new("ignores-its-token", async (_, _) =>
            {
                await never.Task;
                return [];
            }),
            new("blocks-its-thread", (_, _) =>
            {
                released.Wait(CancellationToken.None);
                return ValueTask.FromResult<IReadOnlyList<Fact>>([]);
            }),
        ];

        var gathering = GatherAsync(directory, sources).AsTask();
        Assert.False(gathering.IsCompleted);
        _time.Advance(Limit);
        var gathered = await gathering;

        Assert.Equal(["directory", "ignores-its-token", "blocks-its-thread"], gathered.Facts.FailedSources.AsEnumerable());
        Assert.Equal("address=192.0.2.7@session!", Show(gathered.Facts));
        Assert.Contains("Warning 1202 The fact source blocks-its-thread failed with TimeoutException; what it would have said counts as missing.", _logger.Lines);
        released.Set();
        never.SetResult();
    }

    [Fact]
    public async Task GatherAsync_SourceThatAnswers_AddsAndReplacesUnderItsOwnName()
    {
        FactQuery? seen = null;
        var source = new StubSource("risk-engine", (query, _) =>
        {
            seen = query;
            return ValueTask.FromResult<IReadOnlyList<Fact>>([StubSource.Says("risk", "80"), StubSource.Says("device:compliant", "true")]);
        });

        var gathered = await GatherAsync(null, source);

        Assert.Equal(new FactQuery(Amina, "refund-order", "OPS-1"), seen);
        Assert.Equal(
            "address=192.0.2.7@session! attribute:site=zürich@claims device:compliant=true@risk-engine risk=80@risk-engine role=support,admin@claims",
            Show(gathered.Facts));
    }

    [Fact]
    public async Task GatherAsync_SourceThatFails_IsNotedWithoutItsWordsAndTakesPresentedFactsOfSourcesAway()
    {
        var gathered = await GatherAsync(
            null,
            new StubSource("risk-engine", (_, _) => throw new InvalidOperationException("no score for amina@example.org")),
            new StubSource("devices", StubSource.Says("device:compliant", "true")));

        Assert.Equal(["risk-engine"], gathered.Facts.FailedSources.AsEnumerable());
        Assert.Equal("address=192.0.2.7@session! attribute:site=zürich@claims device:compliant=true@devices role=support,admin@claims", Show(gathered.Facts));
        Assert.Equal(
            "Warning 1202 The fact source risk-engine failed with InvalidOperationException; what it would have said counts as missing.",
            Assert.Single(_logger.Lines));
    }

    [Theory]
    [InlineData("role")]
    [InlineData("attribute:site")]
    [InlineData("attribute:")]
    [InlineData("address")]
    [InlineData("authentication-time")]
    [InlineData("authentication-methods")]
    [InlineData("authentication-level")]
    public async Task GatherAsync_SourceThatSpeaksOfWhatIsNotItsOwn_HasFailed(string name)
    {
        var gathered = await GatherAsync(null, new StubSource("risk-engine", StubSource.Says("score", "1"), StubSource.Says(name, "admin")));

        Assert.Equal(["risk-engine"], gathered.Facts.FailedSources.AsEnumerable());
        Assert.Equal("address=192.0.2.7@session! attribute:site=zürich@claims role=support,admin@claims", Show(gathered.Facts));
        Assert.StartsWith($"Error 1203 The fact source risk-engine spoke of {name},", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatherAsync_TwoSourcesThatSpeakOfOneName_AreBothNotBelieved()
    {
        var gathered = await GatherAsync(
            null,
            new StubSource("one", StubSource.Says("score", "1")),
            new StubSource("two", StubSource.Says("score", "100"), StubSource.Says("other", "x")),
            new StubSource("three", StubSource.Says("third", "y")));

        Assert.Equal(["one", "two"], gathered.Facts.FailedSources.AsEnumerable());
        Assert.Equal("address=192.0.2.7@session! attribute:site=zürich@claims role=support,admin@claims third=y@three", Show(gathered.Facts));
    }

    [Fact]
    public async Task GatherAsync_SourceThatGivesNonsense_HasFailed()
    {
        var gathered = await GatherAsync(
            null,
            new StubSource("null-fact", [null!]),
            new StubSource("no-values", new Fact("score", default, "x", ManualTime.Start)),
            new StubSource("null-list", (_, _) => ValueTask.FromResult<IReadOnlyList<Fact>>(null!)));

        Assert.Equal(["null-fact", "no-values", "null-list"], gathered.Facts.FailedSources.AsEnumerable());
    }

    [Fact]
    public async Task GatherAsync_CallerWhoGivesUp_IsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var source = new StubSource("slow", async (_, token) =>
        {
            asked.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return [];
        });

        var gathering = Gatherer(null, source).GatherAsync(Amina, Presented, null, null, ManualTime.Start, cancellation.Token).AsTask();
        await asked.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gathering);
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public void Constructor_SourceNames_AreLookedOverAllAtOnce()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Gatherer(
            null, new StubSource("claims", []), new StubSource("Risk\n", []), new StubSource("a", []), new StubSource("a", [])));

        Assert.Contains("\"claims\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains("\"Risk\\u000a\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains("\"a\" is used more than once", exception.Message, StringComparison.Ordinal);
    }

    private static Fact Claim(string name, params string[] values) => new(name, [.. values], "claims", ManualTime.Start);

    private static string Show(FactSet facts) => string.Join(
        ' ',
        facts.Facts.OrderBy(fact => fact.Name, StringComparer.Ordinal)
            .Select(fact => $"{fact.Name}={string.Join(',', fact.Values)}@{fact.Origin}{(fact.IsPersonal ? "!" : "")}"));

    private ValueTask<GatheredFacts> GatherFromAsync(DirectoryEntry entry) =>
        GatherAsync(new StubDirectory { Answer = (_, _) => ValueTask.FromResult<DirectoryEntry?>(entry) });

    private ValueTask<GatheredFacts> GatherAsync(ISubjectDirectory? directory, params IFactSource[] sources) => Gatherer(directory, sources)
        .GatherAsync(Amina, Presented, "refund-order", "OPS-1", ManualTime.Start + Duration.FromHours(1), default);

    private FactGatherer Gatherer(ISubjectDirectory? directory, params IFactSource[] sources) => new(
        directory is null ? null : new CachedSubjectDirectory(directory, null, null, Duration.Zero, Limit, _time.Clock),
        sources,
        Limit,
        _time.Clock,
        _logger);
}
