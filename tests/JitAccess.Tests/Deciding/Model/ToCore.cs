using System.Collections.Immutable;
using JitAccess.Spec;
using NodaTime;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>Says in the library's types what the specification says in its own.</summary>
internal sealed class ToCore
{
    private readonly Dictionary<SpecPolicy, JitPolicy> _policies = [];
    private readonly Dictionary<SpecSet, JitPolicySet> _sets = [];

    public static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);

    public static Subject Subject(SpecAccount account) => account.IsWorkload
        ? JitAccess.Subject.Workload(account.Issuer, account.Id, Tenant.Of(account.Tenant))
        : JitAccess.Subject.Human(account.Issuer, account.Id, Tenant.Of(account.Tenant));

    public static ImmutableArray<Subject> Subjects(IEnumerable<SpecAccount> accounts) => [.. accounts.Select(Subject)];

    public static FactSet Facts(IEnumerable<SpecClaim> claims) =>
        FactSet.Empty.With(claims.Select(claim => new Fact(claim.Name, [.. claim.Values], FactOrigins.Claims, Moment(claim.At))));

    public static Caller Caller(SpecCaller caller) => new(Subject(caller.Account))
    {
        Presented = Facts(caller.Claims),
        ActsFor = Subjects(caller.ActsFor),
    };

    public static DirectoryEntry? Entry(SpecDirectory directory, SpecAccount account) => !directory.Entries.TryGetValue(account, out var entry) ? null
        : new DirectoryEntry(Subject(account))
        {
            Roles = [.. entry.Roles],
            Attributes = entry.Attributes.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal),
            IsActive = entry.IsActive,
            IsGroup = entry.IsGroup,
            PersonId = account.Person,
        };

    public static Relations Relations(SpecDirectory directory, SpecAim aim) => new(RelatedTo(aim, "manager", directory), RelatedTo(aim, "owner", directory));

    public static Scope Scope(SpecScope scope) => new(Permission.Parse(scope.Permission), Resource(scope.Resource));

    public static Resource Resource(string path) => path == "" ? JitAccess.Resource.Root : JitAccess.Resource.Parse(path);

    public static ImmutableArray<Permission>? Permissions(List<string>? permissions) => permissions is null ? null : [.. permissions.Select(Permission.Parse)];

    public static JitLimits Limits(SpecLimits limits, JitLimits target)
    {
        target.PendingRequests = limits.PendingRequests;
        target.LiveGrants = limits.LiveGrants;
        target.AcceptedRequestsPerHour = limits.AcceptedRequestsPerHour;
        target.CoolDownAfterDenial = Duration.FromMilliseconds(limits.CoolDownAfterDenial);
        target.DelegationUpTo = Duration.FromMilliseconds(limits.DelegationUpTo);
        target.UnclaimedFor = Duration.FromMilliseconds(limits.UnclaimedFor);
        target.PendingFor = Duration.FromMilliseconds(limits.PendingFor);
        target.ClaimsGoodFor = Duration.FromMilliseconds(limits.ClaimsGoodFor);
        return target;
    }

    public static Condition Condition(SpecCondition condition) => condition.Kind switch
    {
        "everyone" => Everyone.SignedIn,
        "role" => Has.AnyRole([.. condition.Values]),
        "attribute" => Has.Attribute(condition.Name, [.. condition.Values]),
        "subject" => Has.Subject(Subject(condition.Account!)),
        "hours" => During.Hours("UTC", Time(condition.From), Time(condition.To)),
        "relation" => condition.Name == "manager" ? Related.ManagerOfRequester : Related.OwnerOfResource,
        "all" => JitAccess.Condition.All([.. condition.Children.Select(Condition)]),
        "any" => JitAccess.Condition.Any([.. condition.Children.Select(Condition)]),
        _ => JitAccess.Condition.Not(Condition(condition.Children[0])),
    };

    public JitPolicy Policy(SpecPolicy policy) => _policies.TryGetValue(policy, out var known) ? known : _policies[policy] = Build(policy);

    public JitPolicySet Set(SpecSet set) =>
        _sets.TryGetValue(set, out var known) ? known : _sets[set] = JitPolicySet.Create(set.Name, set.Version, set.Policies.Select(Policy), set.Guardrails.Select(Guardrail));

    public static JitGuardrail Guardrail(SpecGuardrail guardrail)
    {
        var builder = JitGuardrail.Create(guardrail.Name).When(Condition(guardrail.When));
        builder = guardrail.Permissions.Count == 0 ? builder : builder.Denies([.. guardrail.Permissions]);
        return (guardrail.Resources.Count == 0 ? builder : builder.On([.. guardrail.Resources])).Build();
    }

    private static JitPolicy Build(SpecPolicy policy)
    {
        var builder = JitPolicy.Create(policy.Name)
            .Eligible(Condition(policy.Eligible))
            .When([.. policy.Conditions.Select(Condition)])
            .AtLeast(Duration.FromMilliseconds(policy.MinDuration))
            .UpTo(Duration.FromMilliseconds(policy.MaxDuration))
            .RequiresJustification(policy.JustificationMinLength);
        policy.Scopes.ForEach(scope => builder.GrantsScope(scope.Permission, scope.Resource == "" ? null : scope.Resource));
        policy.Stages.ForEach(stage => builder.Stage(stage.Name, item => Stage(item, stage)));
        builder = policy.Uses is { } uses ? builder.Uses(uses) : builder;
        builder = policy.RecordsUse ? builder.RecordsUse() : builder;
        builder = policy.TicketPattern is { } pattern ? builder.RequiresTicket(pattern) : builder;
        builder = policy.AutoApproved ? builder.AutoApproved() : builder;
        builder = policy.ClaimsGoodFor is { } claims ? builder.ClaimsGoodFor(Duration.FromMilliseconds(claims)) : builder;
        builder = policy.PendingFor is { } pending ? builder.PendingFor(Duration.FromMilliseconds(pending)) : builder;
        builder = policy.AllowanceTotal is { } total
            ? builder.AtMost(Duration.FromMilliseconds(total), Duration.FromMilliseconds(policy.AllowanceWithin))
            : builder;
        builder = policy.Reviewers is { } reviewers
            ? builder.BreakGlass(glass => glass.ReviewedBy(Condition(reviewers)).SignedInWithin(Duration.FromMilliseconds(policy.SignedInWithin)))
            : builder;
        var claimFor = policy.ClaimFor is { } unclaimed ? Duration.FromMilliseconds(unclaimed) : (Duration?)null;
        builder = policy.Activation == "first-use" ? builder.BeginsAtFirstUse(claimFor) : policy.Activation == "claim" ? builder.BeginsWhenClaimed(claimFor) : builder;
        builder = policy.ScheduledUpTo is { } ahead ? builder.ScheduledUpTo(Duration.FromMilliseconds(ahead)) : builder;
        builder = policy.Extension is { } rule ? builder.Extendable(Duration.FromMilliseconds(rule.UpTo), extension => Extend(extension, rule)) : builder;
        return builder.Build();
    }

    private static void Extend(ExtensionBuilder builder, SpecExtension rule)
    {
        rule.Stages.ForEach(stage => builder.Stage(stage.Name, item => Stage(item, stage)));
        if (rule.AutoApproved)
        {
            builder.AutoApproved();
        }
    }

    private static void Stage(ApprovalStageBuilder builder, SpecStage stage)
    {
        builder.ApprovedBy(Condition(stage.Approvers)).Needs(stage.Needs).DeniedBy(stage.DeniedBy);
        if (stage.EscalatesAfter is { } after)
        {
            builder.EscalatesAfter(Duration.FromMilliseconds(after), Condition(stage.EscalatesTo));
        }
    }

    private static ImmutableArray<Subject>? RelatedTo(SpecAim aim, string relation, SpecDirectory directory) =>
        directory.Related(relation, aim) is { } related ? Subjects(related) : null;

    private static LocalTime Time(int minute) => LocalTime.FromMinutesSinceMidnight(minute);
}
