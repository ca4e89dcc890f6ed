using System.Collections.Immutable;
using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Whoever acts for a person has no more than the person may have, from the question to the end of the grant.</summary>
public sealed class AgentTests
{
    private static readonly Duration Minute = Duration.FromMinutes(1);
    private static readonly Duration HalfHour = Duration.FromMinutes(30);
    private static readonly Subject Bot = Subject.Workload(TestPeople.Issuer, "bot");
    private static readonly Subject Amina = Subject.Human(TestPeople.Issuer, "amina");

    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "agents",
        1,
        Automatic("fresh").When(SignedIn.Within(Duration.FromMinutes(5)) & Has.Attribute("trained", "yes")).Build(),
        Automatic("scheduled").ScheduledUpTo(Duration.FromDays(1)).Build(),
        Automatic("claimed").BeginsWhenClaimed().Build(),
        Automatic("first").BeginsAtFirstUse().Build(),
        Automatic("extended").Extendable(Duration.FromHours(2), extension => extension.AutoApproved()).Build());

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P08_Recheck_PersonLosesTheRole_EndsTheAgentsGrantWithinAMinute(string store)
    {
        await using var office = await OpenAsync(store);
        await GrantAsync(office);
        await Desk.GrantAsync(office.Host, "orders/1", to: "ravi");
        await using var lease = await For(office, "amina").UseAsync("orders:refund", "orders/1");
        office.Host.People.SetRoles("amina");

        await office.Host.AdvanceAsync(Minute);

        Assert.True(lease.Ended.IsCancellationRequested);
        Assert.False(IsAllowed(office, "orders:refund"));
        office.Host.Should("ravi").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P08_RecheckAsync_OnASignalAboutThePerson_EndsWhatIsHeldForThemAtOnce(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await GrantAsync(office);
        var mine = await Desk.GrantAsync(office.Host, "orders/2");
        await Desk.GrantAsync(office.Host, "orders/1", to: "ravi");
        office.Host.People.SetRoles("amina").SetRoles("ravi");

        Assert.Equal(2, await office.Host.Services.GetRequiredService<IJitEligibility>().RecheckAsync(Amina));

        office.Host.Should("ravi").Allow("orders:refund", "orders/1");
        var grant = await office.Grants.GetAsync(For(office, "amina").Caller, request.GrantId!);
        Assert.Equal((GrantState.Revoked, "The holder may not have it any more: principal-not-eligible."), (grant.State, grant.EndedBecause));
        Assert.Equal(GrantState.Revoked, (await office.Grants.GetAsync(office.Host.As("amina").Caller, mine.GrantId!)).State);
    }

    // Whoever ends everything of a person ends what agents have for them, whatever was to begin later too; the tool that a human works through has nothing.
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task RevokeAll_OfThePerson_EndsWhatIsHeldForThem(string store)
    {
        await using var office = await OpenAsync(store);
        await GrantAsync(office);
        await GrantAsync(office, forWhom: "ravi", resource: "orders/2");
        await office.Host.As("bo").ApproveAsync(await office.Host.As(office.Host.As("amina").Caller with { ActsFor = [Bot] }).RequestAsync("refund-order", "orders/3", 30, Desk.Why));
        var later = await For(office, "amina").RequestAsync(
            new JitAsk("scheduled", HalfHour) { Resource = Resource.Parse("orders/1"), StartAt = office.Time.Now + Duration.FromHours(1) });

        Assert.Equal(3, await RevokeAllAsync(office, Amina));
        Assert.False(IsAllowed(office, "orders:refund"));
        Assert.True(office.Access.Check(Bot, "orders:refund", "orders/2").IsAllowed);
        Assert.Equal(GrantState.Revoked, (await office.Grants.GetAsync(For(office, "amina").Caller, later.GrantId!)).State);

        await office.Host.As("bo").ApproveAsync(await office.Host.As(office.Host.As("amina").Caller with { ActsFor = [Bot] }).RequestAsync("refund-order", "orders/3", 30, Desk.Why));
        Assert.Equal(1, await RevokeAllAsync(office, Bot));
        office.Host.Should("amina").Allow("orders:refund", "orders/3");
    }

    // It died once it had raised the person's generation: what was approved before, and was to begin later, does not.
    [Fact]
    public async Task P03_RevocationOfThePersonThatDied_WhatIsHeldForThemNeverBegins()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var later = await For(office, "amina").RequestAsync(
            new JitAsk("scheduled", HalfHour) { Resource = Resource.Parse("orders/1"), StartAt = office.Time.Now + Duration.FromHours(1) });
        var raised = new GenerationRecord(Tenant.Default, GenerationRecord.OfSubject(Amina).Id, 1) { RaisedAt = office.Time.Now };
        var batch = office.Host.Services.GetRequiredService<BatchBuilder>().Build(World.Empty, new Dictionary<RecordKey, long>(), World.Empty.With(raised), [], Actor.Housekeeping);
        Assert.True((await office.Store.CommitAsync(batch, default)).IsCommitted);

        await office.Host.AdvanceAsync(Duration.FromHours(1));

        Assert.Equal("The grant could not begin: revoked.", (await office.Grants.GetAsync(For(office, "amina").Caller, later.GrantId!)).EndedBecause);
    }

    // What is over is not found by a signal any more, however much of it there is.
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task HeldFor_GrantEnds_IsNotFoundAnyMore(string store)
    {
        await using var office = await OpenAsync(store);
        var live = await GrantAsync(office);
        var single = await office.Host.As("bo").ApproveAsync(await For(office, "amina").RequestAsync("delete-customer", "customers/1", 30));
        await using var last = await For(office, "amina").UseAsync("customers:delete", "customers/1");
        Assert.Equal([single.GrantId, live.GrantId], await HeldForAminaAsync(office)); // what the last use admitted goes on

        await For(office, "amina").ReleaseAsync(live);
        await office.Host.As("bo").RevokeAsync(single, "enough");

        Assert.Empty(await HeldForAminaAsync(office));
    }

    [Theory]
    [InlineData("no role", "principal-not-eligible")]
    [InlineData("unknown", "principal-not-eligible fact-missing")]
    [InlineData("disabled", "principal-not-eligible subject-inactive")]
    [InlineData("away", "principal-not-eligible fact-source-failed")]
    public async Task P08_Submit_PersonMayNotOrCannotBeTold_IsRefusedWithoutAWordAboutThem(string what, string reasons)
    {
        var directory = new PartlyAwayDirectory();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => Configure(jit).Services.AddSingleton<ISubjectDirectory>(directory.Over));
        var people = office.Host.People.Workload("bot", "support");
        _ = what switch
        {
            "no role" => people.SetRoles("amina"),
            "disabled" => people.Disable("amina"),
            "unknown" => people.Remove("amina"),
            _ => people,
        };
        directory.AwayFor = what == "away" ? Amina : null;

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => For(office, "amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why));

        Assert.Equal(reasons, string.Join(' ', refused.Explanation.Findings.Select(finding => finding.Reason.Code)));
        Assert.All(refused.Explanation.Findings, finding => Assert.DoesNotContain("amina", finding.ToString(), StringComparison.Ordinal));
        Assert.Equal(("actsFor", "1 of 1"), (refused.Explanation.Findings[0].Member, refused.Explanation.Findings[0].Value));
        await Assert.ThrowsAsync<JitRejectedException>(
            () => office.Host.Services.GetRequiredService<IJitRequests>().PreviewAsync(For(office, "amina").Caller, new JitAsk("refund-order", HalfHour) { Justification = Desk.Why }).AsTask());
        Assert.DoesNotContain("refund-order", await OfferedAsync(office));
    }

    [Fact]
    public async Task Recheck_DirectoryCannotTellOfThePerson_EndsNothing()
    {
        var directory = new PartlyAwayDirectory();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => Configure(jit).Services.AddSingleton<ISubjectDirectory>(directory.Over));
        office.Host.People.Workload("bot", "support");
        await GrantAsync(office);
        office.Host.People.SetRoles("amina");
        directory.AwayFor = Amina;

        await office.Host.AdvanceAsync(Minute);
        Assert.True(IsAllowed(office, "orders:refund"));

        directory.AwayFor = null;
        await office.Host.AdvanceAsync(Minute);
        Assert.False(IsAllowed(office, "orders:refund"));
    }

    // The session is the agent's; what it says of the agent says nothing of the person.
    [Fact]
    public async Task Submit_SessionOfTheAgent_SpeaksForSignInAndNotForThePerson()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var now = office.Time.Now;
        var bot = For(office, "amina").Caller with
        {
            Presented = FactSet.Empty.With(
            [
                new Fact(FactNames.AuthenticationTime, [now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)], FactOrigins.Session, now),
            ]),
        };
        office.Host.People.SetAttribute("bot", "trained", "yes");

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As(bot).RequestAsync("fresh", "orders/1", 30));
        Assert.Equal([Reason.FactMissing], refused.Explanation.Findings.Select(finding => finding.Reason));

        office.Host.People.SetAttribute("amina", "trained", "yes");
        Assert.Equal(RequestState.Approved, (await office.Host.As(bot).RequestAsync("fresh", "orders/1", 30)).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Guardrail_MatchesThePerson_DeniesTheAgent(bool isLive)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.SetAttribute("bot", "employment", "none").SetAttribute("amina", "employment", "contractor").SetAttribute("ravi", "employment", "staff");
        var rails = JitPolicySet.Create("rails", 1, [], [JitGuardrail.Create("no-contractors").On("orders/*").When(Has.Attribute("employment", "contractor")).Build()]);
        if (isLive)
        {
            await GrantAsync(office);
            await GrantAsync(office, forWhom: "ravi", resource: "orders/2");
        }

        await Desk.PublishAsync(office.Host, rails);

        await office.Host.AdvanceAsync(Minute);
        Assert.False(IsAllowed(office, "orders:refund"));
        Assert.Equal(isLive, office.Access.Check(Bot, "orders:refund", "orders/2").IsAllowed);
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => For(office, "amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why));
        Assert.Equal(Reason.GuardrailDenies, refused.Reason);
    }

    [Fact]
    public async Task P08_Vote_PersonLostTheRoleMeanwhile_IsRefused()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await For(office, "amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);
        office.Host.People.SetRoles("amina");

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").ApproveAsync(request));

        Assert.Equal(Reason.PrincipalNotEligible, refused.Reason);
    }

    [Fact]
    public async Task P08_Start_PersonLostTheRoleMeanwhile_Revokes()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await For(office, "amina").RequestAsync(
            new JitAsk("scheduled", HalfHour) { Resource = Resource.Parse("orders/1"), StartAt = office.Time.Now + Duration.FromHours(1) });
        office.Host.People.SetRoles("amina");

        await office.Host.AdvanceAsync(Duration.FromHours(1));

        var grant = await office.Grants.GetAsync(For(office, "amina").Caller, request.GrantId!);
        Assert.Equal((GrantState.Revoked, "The grant could not begin: principal-not-eligible."), (grant.State, grant.EndedBecause));
    }

    [Fact]
    public async Task P08_ClaimAndExtend_PersonLostTheRoleMeanwhile_AreRefused()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var bot = For(office, "amina");
        var claimable = await bot.RequestAsync("claimed", "orders/1", 30);
        var live = await office.Grants.GetAsync(bot.Caller, (await bot.RequestAsync("extended", "orders/1", 30)).GrantId!);
        office.Host.People.SetRoles("amina");

        Assert.Equal(Reason.PrincipalNotEligible, (await Assert.ThrowsAsync<JitRejectedException>(() => bot.ActivateAsync(claimable))).Reason);
        Assert.Equal(Reason.PrincipalNotEligible, (await Assert.ThrowsAsync<JitRejectedException>(() => bot.ExtendAsync(live, new JitExtension(HalfHour)))).Reason);
    }

    [Fact]
    public async Task Use_OfAnAgentsGrant_NamesBothInEveryEntry()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        await office.Host.As("bo").ApproveAsync(await For(office, "amina").RequestAsync("delete-customer", "customers/1", 30));
        await For(office, "amina").RequestAsync("first", "orders/1", 30);
        var before = office.Store.Written.Count;

        await using var last = await For(office, "amina").UseAsync("customers:delete", "customers/1");
        await using var first = await For(office, "amina").UseAsync("orders:first", "orders/1");

        var entries = office.Store.Written.Skip(before).SelectMany(batch => batch.Entries).Select(JournalText.Of).ToList();
        Assert.Equal(["grant-used", "grant-used-up", "grant-activated"], entries.Select(entry => entry.Kind));
        Assert.All(entries, entry => Assert.Matches("\"actor\":\\{\"subject\":\\{[^}]*\"bot\"[^}]*\\},\"actsFor\":\\[\\{[^}]*\"amina\"", entry.Text));
    }

    // P05: what goes on from a grant is bound by whoever bound the grant.
    [Theory]
    [InlineData(null)]
    [InlineData("ravi")]
    public async Task P05_Extend_ForSomebodyElse_IsRefused(string? forWhom)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var bot = For(office, "amina");
        var live = await office.Grants.GetAsync(bot.Caller, (await bot.RequestAsync("extended", "orders/1", 30)).GrantId!);
        var other = office.Host.As(bot.Caller with { ActsFor = forWhom is null ? [] : [office.Host.People.SubjectOf(forWhom)] });

        Assert.Equal(Reason.NotHolder, (await Assert.ThrowsAsync<JitRejectedException>(() => other.ExtendAsync(live, new JitExtension(HalfHour)))).Reason);
        Assert.Equal(RequestState.Approved, (await bot.ExtendAsync(live, new JitExtension(HalfHour))).State);
    }

    [Fact]
    public async Task P05_Vote_AgentOfSomebodyWhoMayNot_DoesNotDecide()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.Workload("bot", "support-lead");
        var request = await office.Host.As("ravi").RequestAsync("refund-order", "orders/1", 30, Desk.Why);

        Assert.Equal(Reason.NotApprover, (await Assert.ThrowsAsync<JitRejectedException>(() => For(office, "amina").ApproveAsync(request))).Reason);
        Assert.Equal(RequestState.Approved, (await For(office, "bo").ApproveAsync(request)).State);
    }

    // P04: a stage needs distinct humans, whatever role a workload has.
    [Fact]
    public async Task P04_Vote_WorkloadThatActsForNobody_IsNoHuman()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.Workload("bot", "support-lead");
        var request = await office.Host.As("ravi").RequestAsync("refund-order", "orders/1", 30, Desk.Why);
        var alone = office.Host.As(new Caller(Bot));

        Assert.Equal(Reason.NotApprover, (await Assert.ThrowsAsync<JitRejectedException>(() => alone.ApproveAsync(request))).Reason);
        Assert.Equal(Reason.NotApprover, (await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.Services.GetRequiredService<IJitDelegations>().DelegateAsync(
            alone.Caller, new JitDelegationAsk(office.Host.People.SubjectOf("olga"), office.Time.Now + HalfHour)).AsTask())).Reason);
        office.Host.People.SetRoles("bo").SetRoles("chen");
        Assert.Equal(Reason.NobodyApproves, (await Assert.ThrowsAsync<JitRejectedException>(
            () => office.Host.As("amina").RequestAsync("refund-order", "orders/2", 30, Desk.Why))).Reason);
    }

    // RFC 8693: sub is the person, act whatever works for them. What is asked for is the person's own.
    [Fact]
    public async Task Submit_PersonThroughAWorkload_NeedsNothingOfTheWorkload()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.Workload("bot");

        var request = await office.Host.As(office.Host.As("amina").Caller with { ActsFor = [Bot] }).RequestAsync("refund-order", "orders/1", 30, Desk.Why);

        Assert.Equal(RequestState.Pending, request.State);
    }

    [Fact]
    public async Task Submit_ChainThatIsTooLong_IsRefused()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var all = Enumerable.Range(0, Caller.MaxActsFor + 1).Select(number => Subject.Workload("agents", $"a{number}")).ToImmutableArray();

        var refused = await Assert.ThrowsAsync<JitRejectedException>(
            () => office.Host.As(office.Host.As("amina").Caller with { ActsFor = all }).RequestAsync("refund-order", "orders/1", 30, Desk.Why));

        Assert.Equal((Reason.ChainTooLong, "9", "8"), (refused.Reason, refused.Explanation.Findings[0].Value, refused.Explanation.Findings[0].Limit));
    }

    private static async Task<Office> OpenAsync(string store)
    {
        var office = await Office.OpenAsync(store, jit => Configure(jit));
        office.Host.People.Workload("bot", "support");
        return office;
    }

    private static JitAccessBuilder Configure(JitAccessBuilder jit) => jit.AddPolicies(Policies).Configure(options => options.DirectoryCacheFor = Duration.Zero);

    private static JitPolicyBuilder Automatic(string name) => JitPolicy.Create(name).Grants($"orders:{name}").On("orders/*")
        .Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved();

    private static TestCaller For(Office office, string name) => office.Host.As(new Caller(Bot) { ActsFor = [office.Host.People.SubjectOf(name)] });

    private static async Task<JitRequest> GrantAsync(Office office, string forWhom = "amina", string resource = "orders/1") =>
        await office.Host.As("bo").ApproveAsync(await For(office, forWhom).RequestAsync("refund-order", resource, 30, Desk.Why));

    private static async Task<int> RevokeAllAsync(Office office, Subject subject) =>
        await office.Grants.RevokeAllAsync(office.Host.As("olga").Caller, new RevocationSelector.OfSubject(subject), "an incident");

    private static bool IsAllowed(Office office, string permission) => office.Access.Check(Bot, permission, "orders/1").IsAllowed;

    private static async Task<IEnumerable<string?>> HeldForAminaAsync(Office office) =>
        (await office.Store.QueryAsync(new StoreQuery.OfParty(Tenant.Default, RecordKind.Grant, GrantRecord.HeldFor(Amina)), new PageRequest(10), default)).Records.Select(record => record.Key.Id);

    private static async Task<IEnumerable<string>> OfferedAsync(Office office) =>
        (await office.Host.Services.GetRequiredService<IJitRequests>().ListPoliciesAsync(For(office, "amina").Caller)).Select(offer => offer.Policy.Name);
}
