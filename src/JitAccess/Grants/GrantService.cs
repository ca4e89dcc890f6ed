using JitAccess.Committing;
using JitAccess.Nodes;
using JitAccess.Stores;

namespace JitAccess;

/// <inheritdoc cref="IJitGrants"/>
internal sealed partial class GrantService(
    CommandShell shell,
    RecordReader records,
    PolicyLibrary policies,
    PartyGatherer parties,
    GrantViewer viewer,
    RightsJudge rights,
    EndingShell endings,
    ExplanationBudget explanations,
    GrantFinder finder,
    EveryNode everyNode,
    IGrantStore store,
    IJitAccess access) : IJitGrants
{
    /// <inheritdoc/>
    public ValueTask<JitGrant> ReleaseAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        EndAsync(
            caller, id, idempotency,
            (look, party, grant, pair) => Decider.Release(new ReleaseCommand(party, grant, pair, rights.Judge(party, look.Context)), look.Context),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<JitGrant> RevokeAsync(
        Caller caller,
        string id,
        string reason,
        IdempotencyKey? idempotency = null,
        RevocationWait wait = RevocationWait.ThisNode,
        CancellationToken cancellationToken = default)
    {
        ProseText.DemandReason(reason, "Say why the grant ends.");
        var revoked = await EndAsync(
            caller, id, idempotency,
            (look, party, grant, pair) => Decider.Revoke(new RevokeCommand(party, grant, pair, rights.Judge(party, look.Context), reason), look.Context),
            cancellationToken).ConfigureAwait(false);
        await everyNode.HonoursAsync(wait, cancellationToken).ConfigureAwait(false);
        return revoked;
    }

    private async ValueTask<JitGrant> EndAsync(
        Caller caller,
        string id,
        IdempotencyKey? idempotency,
        Func<Look, Party, GrantRecord, PolicyPair, Decision> decide,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        var ender = new Ender(parties, caller, seen.Policy.Name);
        var committed = await endings.RunAsync(
            new CommandPlan(caller, new CommandAnswer(seen.Key))
            {
                Idempotency = idempotency,
                FindKeys = CommandPlan.Reads([seen.Key, LedgerRecord.KeyOf(seen.Subject)]),

                // Rule 7: an end needs no counters, and no memory of repetitions.
                CanDoWithout = static key => key.Kind != RecordKind.Grant,
                Decide = async (look, token) =>
                {
                    var grant = look.World.Get<GrantRecord>(seen.Key);
                    var pair = await policies.PairIfReadableAsync(grant.Policy, token).ConfigureAwait(false);
                    return await ender.DecideAsync(party => decide(look, party, grant, pair), look.Now, token).ConfigureAwait(false);
                },
            },
            cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(committed, seen.Key).ConfigureAwait(false);
    }
}
