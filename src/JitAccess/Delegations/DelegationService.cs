using System.Collections.Immutable;
using JitAccess.Committing;
using JitAccess.Stores;

namespace JitAccess;

/// <inheritdoc cref="IJitDelegations"/>
internal sealed class DelegationService(CommandShell shell, PartyGatherer parties, RightsJudge rights, PersonalTextReader texts) : IJitDelegations
{
    private const int MaxPolicies = 50;

    /// <inheritdoc/>
    public async ValueTask<JitDelegation> DelegateAsync(Caller caller, JitDelegationAsk ask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(ask);
        Check(ask);
        var (key, id) = (DelegationsRecord.KeyOf(caller.Subject.Tenant), OpaqueId.New());
        var committed = await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(key))
            {
                FindKeys = CommandPlan.Reads(key, LedgerRecord.KeyOf(caller.Subject)),
                Decide = async (look, token) =>
                {
                    var command = new DelegateCommand
                    {
                        Caller = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, token).ConfigureAwait(false),
                        To = await parties.GatherAsync(new Caller(ask.To), policy: null, ticket: null, look.Now, token).ConfigureAwait(false),
                        From = ask.From,
                        Until = ask.Until,
                        Policies = ask.Policies,
                        Justification = ask.Justification,
                        Id = id,
                    };
                    var people = await parties.LookUpPeople().GatherAsync([caller.Subject, .. caller.ActsFor, ask.To], token).ConfigureAwait(false);
                    return Decider.Delegate(look.World, command, look.Context with { People = people });
                },
            },
            cancellationToken).ConfigureAwait(false);
        return Show(committed.World.Delegations(caller.Subject.Tenant).Items.Single(item => string.Equals(item.Id, id, StringComparison.Ordinal)), ask.Justification);
    }

    /// <inheritdoc/>
    public async ValueTask<JitDelegation> EndAsync(Caller caller, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(id);
        var key = DelegationsRecord.KeyOf(caller.Subject.Tenant);
        var committed = await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(key))
            {
                FindKeys = CommandPlan.Reads(key),
                Decide = async (look, token) =>
                {
                    var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, token).ConfigureAwait(false);
                    return Decider.EndDelegation(look.World, new EndDelegationCommand(party, id, rights.Judge(party, look.Context)), look.Context);
                },
            },
            cancellationToken).ConfigureAwait(false);
        var ended = committed.Attempt.Loaded.World.Delegations(caller.Subject.Tenant).Items.Single(item => string.Equals(item.Id, id, StringComparison.Ordinal));
        return Show(ended, justification: null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JitDelegation>> ListAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return CommandShell.AskAsync<IReadOnlyList<JitDelegation>>(async () =>
        {
            var tenant = caller.Subject.Tenant;
            var look = await shell.LookAsync(caller, [DelegationsRecord.KeyOf(tenant)], cancellationToken).ConfigureAwait(false);
            var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, cancellationToken).ConfigureAwait(false);
            var seesAll = rights.Judge(party, look.Context).MayAudit;
            List<Delegation> seen =
            [
                .. look.World.Delegations(tenant).At(look.Now)
                    .Where(item => seesAll || item.By.Equals(caller.Subject) || item.To.Equals(caller.Subject))
                    .OrderBy(item => item.Until.UnixMilliseconds),
            ];
            var read = await texts.ReadToShowAsync(tenant, seen.Select(item => item.Justification), cancellationToken).ConfigureAwait(false);
            return [.. seen.Select(item => Show(item, item.Justification is { } reference ? read.GetValueOrDefault(reference) : null))];
        });
    }

    private static void Check(JitDelegationAsk ask)
    {
        ArgumentNullException.ThrowIfNull(ask.To, nameof(ask));
        var findings = new List<Finding>();
        ProseText.Check(ask.Justification, "justification", findings);
        if (ask.Policies is { } policies && (policies.IsDefaultOrEmpty || policies.Length > MaxPolicies || policies.Any(policy => !NameText.IsCanonical(policy))))
        {
            findings.Add(new Finding(Reason.ValueInvalid, "The policies of a delegation are 1 to 50 names of policies.")
            {
                Member = "policies",
                Value = policies.IsDefault ? null : SafeText.Show(string.Join(", ", policies)),
                Limit = "1 to 50 names",
                Fix = "Name them as GET /policies does, or leave them out for all.",
            });
        }

        if (findings.Count > 0)
        {
            throw new JitRejectedException(Explanation.Of(findings));
        }
    }

    private static JitDelegation Show(Delegation delegation, string? justification) => new()
    {
        Id = delegation.Id,
        By = delegation.By,
        To = delegation.To,
        From = delegation.From,
        Until = delegation.Until,
        Policies = delegation.Policies,
        Justification = justification,
    };
}
