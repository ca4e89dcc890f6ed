using System.Collections.Immutable;
using NodaTime;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>Tries what a policy lets pass, with the decider that decides in earnest.</summary>
internal sealed class Trial(JitPolicy policy, Instant now, ConditionRegistry? conditions = null)
{
    private readonly PolicyPair _pair = new(policy, policy);

    private readonly DecisionContext _context = new()
    {
        Now = now,
        Limits = new JitLimits(),
        Texts = new PersonalTexts(Subject.Human("i", "x"), new byte[32]),
        Conditions = conditions ?? ConditionRegistry.Empty,
        Guardrails = Guardrails.None,
    };

    /// <summary>Asks, by default for everything at its longest.</summary>
    public Decision Submit(Party requester, string? ticket = "OPS-1", Duration? duration = null, int justification = 1000, Permission? permission = null, Resource? resource = null) => Decider.Submit(
        World.Empty,
        new SubmitCommand
        {
            Requester = requester,
            Policy = new CurrentPolicy(policy, new PolicyPin(policy.Name, "set", 1, "hash")),
            PolicyName = policy.Name,
            Permissions = permission is null ? null : [permission],
            Resource = resource,
            Duration = duration ?? policy.MaxDuration,
            Justification = justification == 0 ? null : new string('x', justification),
            Ticket = ticket,
            RequestId = "r",
            GrantId = "g",
        },
        _context);

    /// <summary>Says whether a request that was accepted can be approved by some of these people, in some order.</summary>
    public bool CanBeApproved(Party requester, Decision submitted, IReadOnlyList<Party> people)
    {
        var world = World.Empty.Apply(submitted.Events);
        return CanBeApproved(requester, world, world.States.OfType<RequestRecord>().Single(), people);
    }

    private bool CanBeApproved(Party requester, World world, RequestRecord request, IReadOnlyList<Party> people) =>
        request.State == RequestState.Approved || people.Any(voter =>
        {
            var command = new VoteCommand
            {
                Voter = voter,
                Requester = requester,
                Request = request,
                Version = 1,
                Policies = _pair,
                Decision = VoteDecision.Approve,
            };
            var voted = Decider.Vote(world, command, _context);
            if (voted.IsRejected)
            {
                return false;
            }

            var after = world.Apply(voted.Events);
            return CanBeApproved(requester, after, after.Get<RequestRecord>(request.Key), [.. people.Where(other => other != voter)]);
        });

    /// <summary>A party with roles.</summary>
    public static Party Person(string id, params string[] roles) => new(Subject.Human("https://issuer.example", id))
    {
        Facts = FactSet.Empty.With([new Fact(FactNames.Role, [.. roles], "directory", Instant.FromUnixTimeSeconds(0))]),
        IsKnownToDirectory = true,
    };
}
