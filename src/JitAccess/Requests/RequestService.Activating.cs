using JitAccess.Committing;

namespace JitAccess;

internal sealed partial class RequestService
{
    /// <inheritdoc/>
    public async ValueTask<JitRequest> ActivateAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        var (grantKey, shown) = (GrantRecord.KeyOf(seen.Subject.Tenant, seen.GrantId), new Shown());
        var committed = await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(seen.Key, shown.StagesOf, IsWritten: false))
            {
                Idempotency = idempotency,
                FindKeys = CommandPlan.Reads([
                    seen.Key, grantKey, LedgerRecord.KeyOf(seen.Subject), CatalogueRecord.TheKey, DelegationsRecord.KeyOf(seen.Subject.Tenant),
                    .. GenerationRecord.AllOf(seen.Subject, seen.ActsFor, seen.Policy.Name),
                ]),
                Decide = async (look, token) =>
                {
                    var request = look.World.Get<RequestRecord>(seen.Key);
                    var pair = await policies.PairAsync(look.Catalogue, request.Policy, token).ConfigureAwait(false);
                    var party = await voters.GatherAsync(caller, request, pair, look, token).ConfigureAwait(false);
                    var (start, context) = look.World.TryGet<GrantRecord>(grantKey, out var grant)
                        ? await StartOfAsync(look, request, grant, token).ConfigureAwait(false)
                        : (null, look.Context);
                    shown.By(pair, context);
                    return Decider.Claim(new ClaimCommand(party, request, pair, rights.Judge(party, look.Context).MayAudit, start), context);
                },
            },
            cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(committed, seen.Key, shown, isWritten: false).ConfigureAwait(false);
    }

    private async ValueTask<(StartCommand?, DecisionContext)> StartOfAsync(Look look, RequestRecord request, GrantRecord grant, CancellationToken cancellationToken) =>
        await starter.GatherAsync(look.Loaded, request, grant, look.Context, cancellationToken).ConfigureAwait(false);
}
