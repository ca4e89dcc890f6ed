using System.Collections.Immutable;
using System.Globalization;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Access at once in an emergency: fresh, short, told to whoever was bypassed, and reviewed by somebody else before the same human does it again.</summary>
public sealed class BreakGlassTests
{
    private static readonly Duration Minute = Duration.FromMinutes(1);
    private static readonly Duration Tick = Duration.FromMilliseconds(1);

    private static readonly JitPolicySet Emergency = JitPolicySet.Create(
        "emergency",
        version: 1,
        JitPolicy.Create("break-glass")
            .Grants("orders:refund", "orders:repair").On("orders/*")
            .Eligible(Has.Role("on-call"))
            .UpTo(15 * Minute)
            .RequiresJustification(minLength: 5)
            .BreakGlass(glass => glass.ReviewedBy(Has.Role("security")))
            .Extendable(Duration.FromMinutes(30), extension => extension.Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))))
            .Build());

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task BreakGlass_FreshSignIn_IsLiveAtOnceAndEndsOnTheTick(string store)
    {
        await using var office = await OpenAsync(store);

        var request = await BreakAsync(office, "olga");

        Assert.Equal(RequestState.Approved, request.State);
        office.Host.Should("olga").Allow("orders:repair", "orders/1");
        await office.Host.AdvanceAsync((15 * Minute) - Tick);
        office.Host.Should("olga").Allow("orders:repair", "orders/1");
        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("olga").Deny("orders:repair", "orders/1", Reason.Expired);
        Assert.True((await ReadAsync(office, "olga", request)).Review!.IsOwed);
    }

    // Half-open: what is five minutes old is too old.
    [Theory]
    [InlineData(299, null)]
    [InlineData(300, "authentication-too-old")]
    [InlineData(null, "authentication-too-old")]
    public async Task BreakGlass_AgeOfTheSignIn_Decides(int? seconds, string? code)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var caller = office.Host.As(CallerOf(office, "olga", seconds));

        var refused = await Record.ExceptionAsync(() => caller.RequestAsync("break-glass", "orders/1", 5, "the till is down"));

        Assert.Equal(code, (refused as JitRejectedException)?.Reason.Code);
        Assert.Equal(code is null, refused is null);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task BreakGlass_Again_WaitsForAReviewOfTheSameHumanAlone(string store)
    {
        await using var office = await OpenAsync(store);
        var first = await BreakAsync(office, "olga");

        var again = await Assert.ThrowsAsync<JitRejectedException>(() => BreakAsync(office, "olga"));
        Assert.Equal((Reason.ReviewOwed, first.GrantId), (again.Reason, again.Explanation.Findings[0].Value));
        Assert.Equal(Reason.ReviewOwed, (await Assert.ThrowsAsync<JitRejectedException>(() => BreakAsync(office, "olga-admin"))).Reason);
        Assert.Equal(RequestState.Approved, (await BreakAsync(office, "otto")).State); // never the permission

        await office.Host.AdvanceAsync(15 * Minute);
        Assert.Equal(Reason.ReviewOwed, (await Assert.ThrowsAsync<JitRejectedException>(() => BreakAsync(office, "olga"))).Reason);
        var reviewed = await office.Host.As("sven").ReviewAsync(first, ReviewOutcome.Justified, "the till was down");
        Assert.Equal((ReviewOutcome.Justified, "the till was down", office.Host.People.SubjectOf("sven")), (reviewed.Review!.Outcome, reviewed.Review.Comment, reviewed.Review.By));
        Assert.Equal(RequestState.Approved, (await BreakAsync(office, "olga-admin")).State);
    }

    // Many sign in through one gateway (act, RFC 8693): what one of them owes keeps nobody else out.
    [Fact]
    public async Task BreakGlass_ThroughTheSameTool_WaitsForAReviewOfTheSameHumanAlone()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        await ThroughGatewayAsync("olga");

        Assert.Equal(RequestState.Approved, (await ThroughGatewayAsync("otto")).State);
        Assert.Equal(Reason.ReviewOwed, (await Assert.ThrowsAsync<JitRejectedException>(() => ThroughGatewayAsync("olga-admin"))).Reason);

        Task<JitRequest> ThroughGatewayAsync(string name) => office.Host.As(CallerOf(office, name) with { ActsFor = [Subject.Workload(TestPeople.Issuer, "gateway")] })
            .RequestAsync("break-glass", "orders/1", 15, "the till is down");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P03_BreakGlass_ManyAtOnceByOneHuman_OneIsLetIn(string store)
    {
        await using var office = await OpenAsync(store);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(async index =>
        {
            try
            {
                return (await BreakAsync(office, index % 2 == 0 ? "olga" : "olga-admin")).State.ToString();
            }
            catch (JitRejectedException refused)
            {
                return refused.Reason.Code;
            }
        }));

        Assert.Equal(["Approved", .. Enumerable.Repeat("review-owed", 7)], all.OrderBy(one => one == "Approved" ? 0 : 1));
    }

    [Fact]
    public async Task BreakGlass_Journal_NamesWhoWasBypassed()
    {
        await using var office = await OpenAsync(EveryStore.Memory);

        await BreakAsync(office, "olga");

        var entry = Assert.Single(office.Store.Written.SelectMany(batch => batch.Entries).Select(JournalText.Of), entry => entry.Kind == "glass-broken");
        Assert.Contains("""{"policy":"refund-order","stage":"lead","setHash":""", entry.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("delete-customer", entry.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the holder", "self-approval")]
    [InlineData("the holder's other account", "self-approval")]
    [InlineData("somebody who may not", "not-found")]
    [InlineData("who may revoke and not review", "not-reviewer")]
    [InlineData("a workload", "not-reviewer")]
    [InlineData("too early", "review-not-due")]
    [InlineData("twice", "reviewed-already")]
    [InlineData("no broken glass", "not-found")]
    [InlineData("the directory is away", "not-found")]
    public async Task P05_Review_WhatCannotBe_IsRefusedAndNothingIsStored(string what, string code)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.SetRoles("olga", "on-call", "security").SetRoles("olga-admin", "on-call", "security").Workload("robot", "security");
        var request = what == "no broken glass"
            ? await office.Host.As("amina").RequestAsync("watch-orders", "orders", 5)
            : await BreakAsync(office, "olga");
        if (what != "too early")
        {
            await office.Host.AdvanceAsync(20 * Minute);
        }

        if (what == "twice")
        {
            await office.Host.As("sven").ReviewAsync(request, ReviewOutcome.Misused, "nothing was wrong");
        }

        office.Host.People.IsAway = what == "the directory is away";
        var position = office.Access.Position;

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As(what switch
        {
            "the holder" => "olga",
            "the holder's other account" => "olga-admin",
            "somebody who may not" => "ravi",
            "who may revoke and not review" => "otto",
            "a workload" => "robot",
            _ => "sven",
        }).ReviewAsync(request, ReviewOutcome.Justified, "all fine"));

        Assert.Equal(code, refused.Reason.Code);
        Assert.Equal(position, office.Access.Position);
    }

    [Fact]
    public async Task Review_GrantThatWasRevoked_CanBeReviewedAtOnce()
    {
        await using var office = await OpenAsync(EveryStore.Memory, jit => jit.Configure(options => options.Administration.MayRevoke = Has.Role("security")));
        var request = await BreakAsync(office, "olga");
        await office.Host.As("sven").RevokeAsync(await AsSeenAsync(office, request), "an alarm");

        var reviewed = await office.Host.As("sven").ReviewAsync(request, ReviewOutcome.Misused, "no emergency");

        Assert.Equal((GrantState.Revoked, ReviewOutcome.Misused), (reviewed.State, reviewed.Review!.Outcome));
    }

    // The reviewers find what waits for them; the holder and other people do not find it there.
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task List_GrantsThatOweAReview_ComeFirstForWhoMayReview(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await BreakAsync(office, "olga");

        Assert.Equal([request.GrantId], await ListAsync(office, "sven"));
        Assert.Equal([request.GrantId], await ListAsync(office, "olga"));
        Assert.Empty(await ListAsync(office, "ravi"));
        await office.Host.AdvanceAsync(15 * Minute);
        await office.Host.As("sven").ReviewAsync(request, ReviewOutcome.Justified, "fine");
        Assert.Empty(await ListAsync(office, "sven"));
    }

    // The stricter of both says who reviews; where the policy is gone, what it was says.
    [Theory]
    [InlineData("stricter", "not-found")]
    [InlineData("gone", null)]
    public async Task P13_Review_PolicyChangedMeanwhile_BothSayWhoReviews(string what, string? code)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await BreakAsync(office, "olga");
        await office.Host.AdvanceAsync(15 * Minute);
        var publisher = office.Host.Services.GetRequiredService<PolicyPublisher>();
        var changed = what == "stricter"
            ? JitPolicy.Create("break-glass").Grants("orders:refund").On("orders/*").Eligible(Has.Role("on-call")).UpTo(Minute).RequiresJustification()
                .BreakGlass(glass => glass.ReviewedBy(Has.Role("auditor"))).Build()
            : JitPolicy.Create("other").Grants("orders:refund").On("orders/*").Eligible(Has.Role("on-call")).UpTo(Minute).AutoApproved().Build();
        await publisher.PublishAsync("test", [JitPolicySet.Create("emergency", version: 2, changed)], replacesSameVersion: false, CancellationToken.None);

        var refused = await Record.ExceptionAsync(() => office.Host.As("sven").ReviewAsync(request, ReviewOutcome.Justified, "fine"));

        Assert.Equal(code, (refused as JitRejectedException)?.Reason.Code);
        Assert.Equal(code is null, refused is null);
    }

    // What goes on behind the glass is approved by people, and owes nothing more.
    [Fact]
    public async Task Extend_BrokenGlass_IsApprovedByPeople()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var grant = await ReadAsync(office, "olga", await BreakAsync(office, "olga", minutes: 15));

        var request = await office.Host.As("olga").ExtendAsync(grant, new JitExtension(10 * Minute) { Justification = "still down" });
        Assert.Equal(RequestState.Pending, request.State);
        var longer = await ReadAsync(office, "olga", await office.Host.As("bo").ApproveAsync(request));

        Assert.Equal((Deadline.After(grant.End.At, 10 * Minute), null), (longer.End, longer.Review));
    }

    [Fact]
    public async Task BreakGlass_DirectoryCannotTellWhoOwes_IsRefused()
    {
        var directory = new PartlyAwayDirectory();
        await using var office = await OpenAsync(EveryStore.Memory, jit => jit.Services.AddSingleton<ISubjectDirectory>(directory.Over));
        await BreakAsync(office, "olga");
        directory.AwayFor = office.Host.People.SubjectOf("olga");

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => BreakAsync(office, "otto"));

        Assert.Equal(Reason.FactSourceFailed, refused.Reason);
    }

    private static async Task<Office> OpenAsync(string store, Action<JitAccessBuilder>? more = null)
    {
        var office = await Office.OpenAsync(store, jit =>
        {
            jit.AddPolicies(Emergency);
            more?.Invoke(jit);
        });
        office.Host.People.Person("olga", "on-call").Account("olga-admin", "olga", "on-call").Person("otto", "on-call").Person("sven", "security");
        return office;
    }

    private static Caller CallerOf(Office office, string name, int? seconds = 10)
    {
        var now = office.Time.Now;
        ImmutableArray<string> time = [(now.ToUnixTimeSeconds() - (seconds ?? 0)).ToString(CultureInfo.InvariantCulture)];
        return new Caller(office.Host.People.SubjectOf(name))
        {
            Presented = seconds is null ? FactSet.Empty : FactSet.Empty.With([new Fact(FactNames.AuthenticationTime, time, FactOrigins.Session, now)]),
        };
    }

    private static Task<JitRequest> BreakAsync(Office office, string name, int minutes = 15) =>
        office.Host.As(CallerOf(office, name)).RequestAsync("break-glass", "orders/1", minutes, "the till is down");

    private static Task<JitGrant> ReadAsync(Office office, string name, JitRequest request) =>
        office.Grants.GetAsync(office.Host.As(name).Caller, request.GrantId!).AsTask();

    private static Task<JitRequest> AsSeenAsync(Office office, JitRequest request) => office.Host.As("sven").ReadAsync(request);

    private static async Task<IEnumerable<string>> ListAsync(Office office, string name) =>
        (await office.Grants.ListAsync(office.Host.As(name).Caller, new JitPageRequest())).Items.Select(grant => grant.Id);
}
