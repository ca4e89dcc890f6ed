using System.Collections.Immutable;
using JitAccess.Committing;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>Lets the decider decide stored requests anew under another policy set. Reads only.</summary>
/// <remarks>
/// A request is judged at the moment at which it was made, with what the requester's session presented then. Where that does not satisfy the policy that was in force, a
/// directory or fact source told the rest, and is asked now. Thread-safe.
/// </remarks>
internal sealed class PolicyReplayer(
    CommandShell shell,
    RecordReader records,
    PolicyLibrary policies,
    PartyGatherer parties,
    PersonalTextReader texts,
    RightsJudge rights,
    ConditionRegistry conditions,
    JitLimits limits,
    IGrantStore store)
{
    public ValueTask<PolicyReplay> ReplayAsync(Caller caller, JitPolicySet set, JitPageRequest page, CancellationToken cancellationToken) =>
        CommandShell.AskAsync(async () =>
        {
            var look = await shell.LookAsync(caller, [CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
            var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, cancellationToken).ConfigureAwait(false);
            if (rights.Judge(party, look.Context) is { MayAudit: false, MayPublish: false })
            {
                throw new JitRejectedException(Explanation.Of(new Finding(Reason.MayNotPublish, "You may neither audit nor publish policies.")
                {
                    Fix = "Ask an auditor or an operator; who they are is part of the application's administration rules.",
                }));
            }

            CustomConditions.Demand(set, conditions);
            var guardrails = await GuardrailsBesideAsync(look, set, cancellationToken).ConfigureAwait(false);
            var judged = await ListPager.ReadAsync(
                [new StoreQuery.OfTenant(caller.Subject.Tenant, RecordKind.Request)],
                page,
                (query, part) => store.QueryAsync(query, part, cancellationToken),
                async (_, stored) => records.ReadIfWhole(stored) is RequestRecord request && IsOf(set, request)
                    ? await JudgeAsync(request, set, guardrails, look, cancellationToken).ConfigureAwait(false)
                    : null).ConfigureAwait(false);
            return new PolicyReplay(
                [.. judged.Items.Select(item => item.Difference).OfType<PolicyReplayDifference>()],
                judged.Items.Count,
                judged.Items.Count(item => !item.IsTold),
                judged.Next);
        });

    // Whatever was asked under a policy that the set has now, or had then.
    private static bool IsOf(JitPolicySet set, RequestRecord request) =>
        string.Equals(request.Policy.Set, set.Name, StringComparison.Ordinal) || Find(set, request.Policy.Name) is not null;

    private static JitPolicy? Find(JitPolicySet set, string name) =>
        set.Policies.FirstOrDefault(policy => string.Equals(policy.Name, name, StringComparison.Ordinal));

    // Those of the set, and of the others that are published.
    private async ValueTask<Guardrails> GuardrailsBesideAsync(Look look, JitPolicySet set, CancellationToken cancellationToken)
    {
        var published = await policies.ListSetsAsync(look.Catalogue, cancellationToken).ConfigureAwait(false);
        return new Guardrails([.. published.Where(other => !string.Equals(other.Name, set.Name, StringComparison.Ordinal)).Append(set).SelectMany(other => other.Guardrails)], []);
    }

    private async ValueTask<Replayed> JudgeAsync(
        RequestRecord request, JitPolicySet set, Guardrails guardrails, Look look, CancellationToken cancellationToken)
    {
        var pinned = await policies.PairAsync(look.Catalogue, request.Policy, cancellationToken).ConfigureAwait(false);
        if (request.Extends is not null || pinned.Pinned is not { } then)
        {
            return Replayed.Untold;
        }

        var presented = await texts.ReadToShowAsync(
            request.Subject.Tenant, PersonalTextReader.FactReferencesOf(request), cancellationToken).ConfigureAwait(false);
        var requester = Recorded(request, presented);
        // It was accepted under the guardrails of then.
        var was = Try(then, request.Policy, request, requester, Guardrails.None);
        if (was.Outcome == PolicyOutcome.Refused)
        {
            requester = await parties.GatherAsync(request, presented, look.Now, cancellationToken).ConfigureAwait(false);
            was = Try(then, request.Policy, request, requester, Guardrails.None);
        }

        if (was.Outcome == PolicyOutcome.Refused)
        {
            return Replayed.Untold;
        }

        var would = Try(Find(set, request.Policy.Name), new PolicyPin(request.Policy.Name, set.Name, set.Version, set.Hash), request, requester, guardrails);
        return new Replayed(IsTold: true, would.Outcome == was.Outcome ? null : new PolicyReplayDifference(
            request.Id, request.Policy.Name, request.CreatedAt, was.Outcome, would.Outcome)
        {
            Refusal = would.Refusal,
        });
    }

    // What it asks for now, after every narrowing: one question for each resource, of which every one must pass.
    private (PolicyOutcome Outcome, Explanation? Refusal) Try(
        JitPolicy? policy, PolicyPin pin, RequestRecord request, Party requester, Guardrails guardrails)
    {
        var tried = request.Scopes.GroupBy(scope => scope.Resource).Select(scopes => TriedSubmission.Of(
            new SubmitCommand
            {
                Requester = requester,
                Policy = policy is null ? null : new CurrentPolicy(policy, pin),
                PolicyName = pin.Name,
                Permissions = [.. scopes.Select(scope => scope.Permission)],
                Resource = scopes.Key,
                Duration = request.Duration,
                StartAt = request.StartAt,
                Justification = request.Justification is null ? null : new string('x', request.JustificationLength), // its length is all that counts
                Ticket = request.Ticket,
                RequestId = request.Id,
                GrantId = request.GrantId,
            },
            request.CreatedAt,
            limits,
            conditions,
            guardrails)).ToList();
        var findings = tried.SelectMany(item => item.Decision.Rejection?.Findings ?? []).Distinct().ToList();
        return findings.Count > 0 ? (PolicyOutcome.Refused, Explanation.Of(findings)) : (tried.Min(item => item.Outcome), null);
    }

    private static Party Recorded(RequestRecord request, IReadOnlyDictionary<string, string> texts)
    {
        var presented = FactSet.Empty.With(request.Presented.Select(fact => fact.Restore(texts)));
        return new Party(request.Subject) { ActsFor = request.ActsFor, Facts = presented, Presented = presented };
    }

    private sealed record Replayed(bool IsTold, PolicyReplayDifference? Difference)
    {
        public static Replayed Untold { get; } = new(IsTold: false, Difference: null);
    }
}
