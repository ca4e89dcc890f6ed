using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>What no policy overrules, and how much time somebody may have in all.</summary>
public sealed class GuardrailTests
{
    private static readonly Duration Hour = Duration.FromHours(1);
    private static readonly JitGuardrail NoContractors = JitGuardrail.Create("no-contractors")
        .On("orders/eu/*").When(Has.Attribute("employment", "contractor")).Build();

    private static readonly JitPolicySet Rails = JitPolicySet.Create("rails", version: 1, [], [NoContractors]);

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P02_Guardrail_OfAnotherSet_IsNotOverruledByAnyPolicy(string store)
    {
        await using var office = await OpenAsync(store);
        Employ(office, "amina", "contractor");

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => AskAsync(office, "orders/eu/1"));

        Assert.Equal((Reason.GuardrailDenies, "no-contractors"), (refused.Reason, refused.Explanation.Findings[0].Limit));
        await AskAsync(office, "orders/us/1");
        await Assert.ThrowsAsync<JitRejectedException>(() => AskAsync(office, resource: null)); // a part of it is covered
    }

    // Three-valued: what cannot be told is denied.
    [Theory]
    [InlineData("employee", true)]
    [InlineData("contractor", false)]
    [InlineData(null, false)]
    public async Task Guardrail_FactIsMissing_Denies(string? employment, bool accepted)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        if (employment is not null)
        {
            Employ(office, "amina", employment);
        }

        var refused = await Record.ExceptionAsync(() => AskAsync(office, "orders/eu/1"));

        Assert.Equal(accepted ? null : Reason.GuardrailDenies, (refused as JitRejectedException)?.Reason);
    }

    [Fact]
    public async Task Guardrail_HoldsByThen_StopsTheLastApproval()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        Employ(office, "amina", "employee");
        var request = await AskAsync(office, "orders/eu/1");
        Employ(office, "amina", "contractor");

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(request));

        Assert.Equal(Reason.GuardrailDenies, refused.Reason);
    }

    // P13: whoever drops the guardrail drops it for what is asked from then on.
    [Fact]
    public async Task P13_Guardrail_DroppedMeanwhile_StandsOverWhatWasAskedUnderIt()
    {
        await using var office = await OpenAsync(EveryStore.Memory, withRails: false);
        var policy = JitPolicy.Create("fix-order").Grants("orders:fix").On("orders/*").Eligible(Has.Role("support")).UpTo(Hour)
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))).Build();
        await Desk.PublishAsync(office.Host, JitPolicySet.Create("fixing", 1, [policy], [NoContractors]));
        Employ(office, "amina", "employee");
        var request = await office.Host.As("amina").RequestAsync("fix-order", "orders/eu/1", 10);
        Employ(office, "amina", "contractor");
        await Desk.PublishAsync(office.Host, JitPolicySet.Create("fixing", 2, [policy], []));

        Assert.Equal(Reason.GuardrailDenies, (await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(request))).Reason);
        var anew = await office.Host.As("amina").RequestAsync("fix-order", "orders/eu/1", 10);
        Assert.Equal(RequestState.Approved, (await office.Host.As("bo").ApproveAsync(anew)).State);
    }

    [Fact]
    public async Task Guardrail_ComesMeanwhile_StandsOverEverythingAtOnce()
    {
        await using var office = await OpenAsync(EveryStore.Memory, withRails: false);
        Employ(office, "amina", "contractor");
        var request = await AskAsync(office, "orders/eu/1");
        await Desk.PublishAsync(office.Host, Rails);

        Assert.Equal(Reason.GuardrailDenies, (await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(request))).Reason);
    }

    // A freeze denies what begins in it, by the clock of its zone.
    [Fact]
    public async Task Guardrail_Calendar_DeniesWhatBeginsInIt()
    {
        var freeze = JitGuardrail.Create("freeze").When(During.Hours("Europe/Paris", LocalTime.Midnight, new LocalTime(1, 0), onDates: [new LocalDate(2026, 12, 31)])).Build();
        await using var office = await OpenAsync(
            EveryStore.Memory, withRails: false, at: Instant.FromUtc(2026, 12, 30, 22, 59), more: jit => jit.AddPolicies(JitPolicySet.Create("frozen", 1, [], [freeze])));

        await AskAsync(office, "orders/1");
        await office.Host.AdvanceAsync(Duration.FromMinutes(1)); // midnight in Paris
        Assert.Equal(Reason.GuardrailDenies, (await Assert.ThrowsAsync<JitRejectedException>(() => AskAsync(office, "orders/1"))).Reason);
        await office.Host.AdvanceAsync(Hour);
        await AskAsync(office, "orders/1");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Allowance_HoursWithinAWindow_AreCountedAsTheyWereHad(string store)
    {
        await using var office = await OpenAsync(store, withRails: false, more: jit => jit.AddPolicies(JitPolicySet.Create(
            "bounded",
            1,
            JitPolicy.Create("watch-all").Grants("orders:watch-all").On("orders/*").Eligible(Has.Role("support")).UpTo(2 * Hour).AtMost(3 * Hour, 6 * Hour).AutoApproved().Build())));
        var first = await WatchAsync(office, 120);
        await office.Host.AdvanceAsync(Hour);
        await office.Host.As("amina").ReleaseAsync(first); // one hour was had
        await WatchAsync(office, 120);
        var begun = office.Time.Now - Hour;

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => WatchAsync(office, 120, resource: "orders/2", after: Hour));

        Assert.Equal((Reason.AllowanceUsed, "PT3H within PT6H"), (refused.Reason, refused.Explanation.Findings[0].Limit));
        Assert.Equal(begun + (6 * Hour) - office.Time.Now, refused.Explanation.RetryAfter); // when the first hour has left the window
        Assert.StartsWith("Ask for less, or again at ", refused.Explanation.Findings[0].Fix, StringComparison.Ordinal); // no start can be set under the policy
        await WatchAsync(office, 60, resource: "orders/2"); // beside the second, which counts already
        await office.Host.AdvanceAsync(refused.Explanation.RetryAfter!.Value);
        await WatchAsync(office, 60);
    }

    private static async Task<Office> OpenAsync(string store, bool withRails = true, Instant? at = null, Action<JitAccessBuilder>? more = null) => await Office.OpenAsync(
        store,
        jit =>
        {
            jit.Configure(options => options.DirectoryCacheFor = Duration.Zero);
            if (withRails)
            {
                jit.AddPolicies(Rails);
            }

            more?.Invoke(jit);
        },
        at);

    private static void Employ(Office office, string name, string how) => office.Host.People.SetAttribute(name, "employment", how);

    private static Task<JitRequest> AskAsync(Office office, string? resource) => office.Host.As("amina").RequestAsync("refund-order", resource, 10, Desk.Why);

    private static async Task<JitRequest> WatchAsync(Office office, int minutes, string resource = "orders/1", Duration? after = null)
    {
        if (after is { } wait)
        {
            await office.Host.AdvanceAsync(wait);
        }

        return await office.Host.As("amina").RequestAsync("watch-all", resource, minutes);
    }
}
