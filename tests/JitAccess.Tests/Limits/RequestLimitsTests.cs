using JitAccess.Tests.Deciding;
using NodaTime;

namespace JitAccess.Tests.Limits;

/// <summary>Rule 6 on a ledger alone: what is refused, and until when.</summary>
public sealed class RequestLimitsTests
{
    private static readonly Subject Amina = Bare.Amina;
    private static readonly Instant Now = Bare.Now;

    private static readonly DecisionContext Context = Bare.Context() with { Limits = new JitLimits { PendingRequests = 2, LiveGrants = 2, AcceptedRequestsPerHour = 2 } };

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void Refuse_SeveralDeniedResourcesAskedFor_CoolsDownUntilTheLastOfThem(int first, int second)
    {
        var ledger = Ledger with { CoolDowns = [Cooling("orders/1", first), Cooling("orders/2", second), Cooling("customers/1", 9)] };

        var refusal = Refuse(ledger, "orders/*")!;

        Assert.Equal((Reason.CoolingDown, Duration.FromMinutes(3)), (refusal.Reason, refusal.RetryAfter));
    }

    [Fact]
    public void Refuse_OneOfSeveralScopesWasDenied_CoolsDown() =>
        Assert.Equal(Reason.CoolingDown, Refuse(Ledger with { CoolDowns = [Cooling("orders/1", 3)] }, "customers/1", "orders/1")?.Reason);

    [Fact]
    public void Refuse_LessThanWasDeniedOrAnotherPolicy_IsNotCoolingDown()
    {
        Assert.Null(Refuse(Ledger with { CoolDowns = [Cooling("orders/*", 3)] }, "orders/1"));
        Assert.Null(Refuse(Ledger with { CoolDowns = [Cooling("orders/1", 3) with { Policy = "other" }] }, "orders/1"));
    }

    [Fact]
    public void Refuse_AsManyAcceptedAsMayBe_WaitsForTheFirstToAge()
    {
        Assert.Null(Refuse(Ledger with { Accepted = [In(7)] }, "orders/1"));

        var refusal = Refuse(Ledger with { Accepted = [In(9), In(7)] }, "orders/1")!;

        Assert.Equal((Reason.TooManyRequests, Duration.FromMinutes(7)), (refusal.Reason, refusal.RetryAfter));
        Assert.Equal("2", refusal.Findings[0].Limit);
    }

    [Fact]
    public void Refuse_AsManyPendingAsMayBe_WaitsForTheFirstToLapseUnlessItWaitsForNobody()
    {
        Assert.Null(Refuse(Ledger with { Pending = [Counted(7)] }, "orders/1"));

        var full = Ledger with { Pending = [Counted(9), Counted(7)] };
        var refusal = Refuse(full, "orders/1")!;

        Assert.Equal((Reason.TooManyPending, Duration.FromMinutes(7)), (refusal.Reason, refusal.RetryAfter));
        Assert.Null(Refuse(full, Policy(autoApproved: true), "orders/1"));
    }

    [Fact]
    public void Refuse_AsManyLiveAsMayBe_IsRefusedWhenItWouldGoLiveAtOnce()
    {
        Assert.Null(Refuse(Ledger with { Live = [Counted(7)] }, Policy(autoApproved: true), "orders/1"));

        var full = Ledger with { Live = [Counted(9), Counted(7)] };
        var refusal = Refuse(full, Policy(autoApproved: true), "orders/1")!;

        Assert.Equal((Reason.TooManyLive, Duration.FromMinutes(7)), (refusal.Reason, refusal.RetryAfter));
        Assert.Equal(Reason.TooManyLive, RequestLimits.RefuseLive(full, Context)!.Reason);
        Assert.Null(Refuse(full, "orders/1"));
    }

    private static LedgerRecord Ledger { get; } = LedgerRecord.Of(Amina);

    private static Explanation? Refuse(LedgerRecord ledger, params string[] resources) => Refuse(ledger, Policy(), resources);

    private static Explanation? Refuse(LedgerRecord ledger, JitPolicy policy, params string[] resources) =>
        RequestLimits.Refuse(ledger, policy, [.. resources.Select(Scope)], Context);

    private static CoolDown Cooling(string resource, int minutes) => new("policy", Resource.Parse(resource), In(minutes));

    private static Counted Counted(int minutes) => new("id", In(minutes));

    private static Deadline In(int minutes) => Deadline.After(Now, Duration.FromMinutes(minutes));

    private static Scope Scope(string resource) => new(Permission.Parse("orders:refund"), Resource.Parse(resource));

    private static JitPolicy Policy(bool autoApproved = false) => new(new PolicyDraft
    {
        Name = "policy",
        Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Root)],
        Eligible = Everyone.SignedIn,
        MaxDuration = Duration.FromHours(1),
        Stages = autoApproved ? [] : [new StageDraft { Name = "lead", Approvers = Everyone.SignedIn }],
        AutoApproved = autoApproved,
    });
}
