using System.Runtime.CompilerServices;
using System.Threading.Channels;
using JitAccess.Stores;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>Live access is judged anew: every minute, and when something is known to have changed.</summary>
public sealed class EligibilityTests
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P08_Recheck_RoleIsGone_EndsTheGrantWithinAMinute(string store)
    {
        await using var office = await OpenAsync(store);
        var mine = await Desk.GrantAsync(office.Host, "orders/1");
        await Desk.GrantAsync(office.Host, "orders/1", to: "ravi");
        await using var lease = await office.Host.As("amina").UseAsync("orders:refund", "orders/1");
        office.Host.People.SetRoles("amina");

        await office.Host.AdvanceAsync(Minute);

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
        office.Host.Should("ravi").Allow("orders:refund", "orders/1");
        Assert.True(lease.Ended.IsCancellationRequested);
        var grant = await office.Grants.GetAsync(office.Host.As("amina").Caller, mine.GrantId!);
        Assert.Equal((GrantState.Revoked, "The holder may not have it any more: eligibility-lost."), (grant.State, grant.EndedBecause));
    }

    [Theory]
    [InlineData("disabled", true)]
    [InlineData("a group", true)]
    [InlineData("as before", false)]
    [InlineData("the directory is away", false)]
    [InlineData("removed from the directory", true)]
    [InlineData("the policy is narrowed", true)]
    [InlineData("the policy is gone", false)]
    [InlineData("a guardrail comes", true)]
    public async Task P08_Recheck_WhateverChanged_EndsWhatMayNotBeAndNothingElse(string what, bool ends)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");
        var people = office.Host.People;
        await (what switch
        {
            "disabled" => Done(people.Disable("amina")),
            "a group" => Done(people.Add("amina", new DirectoryEntry(people.SubjectOf("amina")) { IsGroup = true, Roles = ["support"] })),
            "the directory is away" => Done(people.IsAway = true),
            "removed from the directory" => Done(people.Remove("amina")), // and the session has told of no role
            "the policy is narrowed" => PublishAsync(office, Desk.Delete, Narrowed()),
            "the policy is gone" => PublishAsync(office, Desk.Delete),
            "a guardrail comes" => PublishAsync(office, JitGuardrail.Create("nobody").On("orders/*").When(Has.Role("support")).Build()),
            _ => Task.CompletedTask,
        });

        await office.Host.AdvanceAsync(Minute);

        Assert.Equal(!ends, office.Access.Check(people.SubjectOf("amina"), "orders:refund", "orders/1").IsAllowed);
    }

    // Claims stand in where no directory knows the subject; not where it knew them.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task P08_Recheck_AccountIsDeleted_DoesNotFallBackToItsClaims(bool known)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var people = office.Host.People;
        people.Person("gail", "support");
        var gail = new Caller(people.SubjectOf("gail"))
        {
            Presented = FactSet.Empty.With([new Fact(FactNames.Role, ["support"], FactOrigins.Claims, office.Time.Now)]),
        };
        if (!known)
        {
            people.Remove("gail");
        }

        await office.Host.As("bo").ApproveAsync(await office.Host.As(gail).RequestAsync("refund-order", "orders/1", 30, Desk.Why));
        people.Remove("gail");
        await office.Host.AdvanceAsync(Minute);

        Assert.Equal(!known, office.Access.Check(people.SubjectOf("gail"), "orders:refund", "orders/1").IsAllowed);
    }

    // A source that fails beside it keeps nothing that is known to be lost.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recheck_SourceFails_EndsWhatIsLostWithoutIt(bool roleIsGone)
    {
        var risk = new FailingSource();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit =>
        {
            jit.Configure(options => options.DirectoryCacheFor = Duration.Zero).AddPolicies(JitPolicySet.Create("risky", 1, JitPolicy.Create("risky").Grants("orders:risk").On("orders/*")
                .Eligible(Has.Role("support") & !Has.Attribute("banned", "yes")).UpTo(Duration.FromHours(1)).AutoApproved().Build()));
            jit.Services.AddSingleton<IFactSource>(risk);
        });
        office.Host.People.SetAttribute("amina", "banned", "no");
        await office.Host.As("amina").RequestAsync("risky", "orders/1", 30);
        risk.Fails = true;
        if (roleIsGone)
        {
            office.Host.People.SetRoles("amina");
        }

        await office.Host.AdvanceAsync(Minute);

        Assert.Equal(!roleIsGone, office.Access.Check(office.Host.People.SubjectOf("amina"), "orders:risk", "orders/1").IsAllowed);
    }

    // A holder who takes use after use wins no race for long.
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P22_Recheck_HolderUsesItAllTheTime_EndsItAllTheSame(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.Configure(options => options.DirectoryCacheFor = Duration.Zero).AddPolicies(JitPolicySet.Create(
            "recorded", 1, JitPolicy.Create("recorded").Grants("orders:log").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).RecordsUse().AutoApproved().Build())));
        await office.Host.As("amina").RequestAsync("recorded", "orders/1", 30);
        office.Host.People.SetRoles("amina");
        var lost = 0;
        office.Store.Losing = batch => batch.Expectations.Any(expected => expected.Key.Kind == RecordKind.Grant) && lost++ < 5; // each time a use was first

        Assert.Equal(1, await office.Host.Services.GetRequiredService<IJitEligibility>().RecheckAsync(office.Host.People.SubjectOf("amina")));
        Assert.Contains(office.Store.Written, batch => batch.Entries.Count == 0 && batch.Writes.Any(write => write.Key.Kind == RecordKind.Ledger)); // uses give way
    }

    // What the last use admitted goes on, and is cut off.
    [Fact]
    public async Task Recheck_UsedUpGrant_CutsOffWhatItsLastUseAdmitted()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "customers/1", policy: "delete-customer");
        await using var lease = await office.Host.As("amina").UseAsync("customers:delete", "customers/1");
        office.Host.People.SetRoles("amina");

        await office.Host.AdvanceAsync(Minute);

        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Recheck_NextRound_IsNotBeforeItsTime()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");
        office.Host.People.SetRoles("amina");

        await office.Host.AdvanceAsync(Minute - Duration.FromMilliseconds(1));
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        await office.Host.AdvanceAsync(Duration.FromMilliseconds(1));
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Fact]
    public async Task RecheckAsync_OnASignal_EndsAtOnce()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(office.Host, "orders/1");
        await Desk.GrantAsync(office.Host, "orders/2");
        await Desk.GrantAsync(office.Host, "orders/1", to: "ravi");
        office.Host.People.SetRoles("amina").SetRoles("ravi");

        var ended = await office.Host.Services.GetRequiredService<IJitEligibility>().RecheckAsync(office.Host.People.SubjectOf("amina"));

        Assert.Equal(2, ended);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked).And.Deny("orders:refund", "orders/2", Reason.Revoked);
        office.Host.Should("ravi").Allow("orders:refund", "orders/1");
    }

    [Fact]
    public async Task WatchAsync_DirectoryTellsOfAChange_EndsAtOnce()
    {
        var directory = new TellingDirectory();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.Services.AddSingleton<ISubjectDirectory>(directory.Over));
        await Desk.GrantAsync(office.Host, "orders/1");
        var lease = await office.Host.As("amina").UseAsync("orders:refund", "orders/1");
        var ended = new TaskCompletionSource();
        await using var told = lease.Ended.Register(ended.SetResult);
        office.Host.People.SetRoles("amina");

        directory.Tell(office.Host.People.SubjectOf("amina"));

        await ended.Task;
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    // One whose source hangs does not keep the others from being judged in the same round.
    [Fact]
    public async Task Recheck_DirectoryCannotTellOfOne_JudgesTheOthers()
    {
        var directory = new PartlyAwayDirectory();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.Services.AddSingleton<ISubjectDirectory>(directory.Over));
        await Desk.GrantAsync(office.Host, "orders/1");
        await Desk.GrantAsync(office.Host, "orders/1", to: "ravi");
        office.Host.People.SetRoles("amina").SetRoles("ravi");
        directory.AwayFor = office.Host.People.SubjectOf("amina");

        await office.Host.AdvanceAsync(Minute);

        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        office.Host.Should("ravi").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    private static Task<Office> OpenAsync(string store) => Office.OpenAsync(store, jit => jit.Configure(options => options.DirectoryCacheFor = Duration.Zero));

    private static Task Done(object _) => Task.CompletedTask;

    private static JitPolicy Narrowed() => JitPolicy.Create("refund-order").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support") & Has.Role("senior"))
        .UpTo(Duration.FromHours(12)).Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead"))).Build();

    private static Task PublishAsync(Office office, params JitPolicy[] policies) => Desk.PublishAsync(office.Host, JitPolicySet.Create("desk", 2, policies));

    private static Task PublishAsync(Office office, JitGuardrail guardrail) => Desk.PublishAsync(office.Host, JitPolicySet.Create("rails", 1, [], [guardrail]));

    // A source that says nothing, until it fails.
    private sealed class FailingSource : IFactSource
    {
        public bool Fails { get; set; }

        public string Name => "risk-desk";

        public ValueTask<IReadOnlyList<Fact>> GatherAsync(FactQuery query, CancellationToken cancellationToken) =>
            Fails ? throw new InvalidOperationException("The test says so.") : new ValueTask<IReadOnlyList<Fact>>([]);
    }

    // The people of the test, behind a directory that tells of changes.
    private sealed class TellingDirectory : IChangingDirectory
    {
        private readonly Channel<Subject> _changes = Channel.CreateUnbounded<Subject>();
        private ISubjectDirectory? _people;

        public TellingDirectory Over(IServiceProvider services)
        {
            _people = services.GetRequiredService<TestPeople>();
            return this;
        }

        public void Tell(Subject subject) => _changes.Writer.TryWrite(subject);

        public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) => _people!.FindAsync(subject, cancellationToken);

        public async IAsyncEnumerable<Subject> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var subject in _changes.Reader.ReadAllAsync(cancellationToken))
            {
                yield return subject;
            }
        }
    }
}
