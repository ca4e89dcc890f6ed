using JitAccess.Committing;
using JitAccess.Nodes;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Runs the commands of those who operate.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class JitOperations(
    AdministrationShell administration,
    CommandShell shell,
    PartyGatherer parties,
    RightsJudge rights,
    NodeFreshness freshness,
    NodeFollower follower,
    EpochEnder ender,
    TextEraser eraser,
    KeyRotation rotation,
    IGrantStore store,
    RecordReader records) : IJitOperations
{
    /// <inheritdoc/>
    public ValueTask<JitPage<JitSetAsideEntry>> ListSetAsideAsync(
        Caller caller, string follower, JitPageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(follower);
        ArgumentNullException.ThrowIfNull(page);
        return CommandShell.AskAsync<JitPage<JitSetAsideEntry>>(async () =>
        {
            var look = await shell.LookAsync(caller, [], cancellationToken).ConfigureAwait(false);
            var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, cancellationToken).ConfigureAwait(false);
            if (!rights.Judge(party, look.Context).MayOperate)
            {
                throw new JitRejectedException(Explanation.Of(MayNotOperate()));
            }

            return await ListPager.ReadAsync<JitSetAsideEntry>(
                [new StoreQuery.OfParty(Tenant.Application, RecordKind.SetAside, follower)],
                page,
                (asked, part) => store.QueryAsync(asked, part, cancellationToken),
                (_, stored) => ValueTask.FromResult(records.ReadIfWhole(stored) is SetAsideRecord aside
                    ? new JitSetAsideEntry(aside.Position, aside.Since, aside.Attempts, aside.NextTry.At, aside.Failure)
                    : null)).ConfigureAwait(false);
        });
    }

    /// <inheritdoc/>
    public async ValueTask ForgetEntryAsync(
        Caller caller, string follower, long position, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(follower);
        ProseText.DemandReason(reason, "Say why it is given up.");
        if (!NameText.IsCanonical(follower))
        {
            throw new JitRejectedException(Explanation.Of(Decider.NoSuchEntry(follower, position)));
        }

        await administration.RunAsync(
            caller,
            new AdministrationDemand(static held => held.MayOperate, MayNotOperate(), JitPermissions.Forget, $"followers/{follower}"),
            [SetAsideRecord.KeyOf(follower, position)],
            look => Decider.Forget(look.World, follower, position, reason, look.Context),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> AdoptStoreAsync(Caller caller, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ProseText.DemandReason(reason, "Say why the store was restored.");

        // How far this node has read is where others begin to look for the entry, so the store must hold that, as it is now.
        var read = await CommandShell.AskAsync(async () =>
        {
            await follower.SynchroniseAsync(cancellationToken).ConfigureAwait(false);
            return freshness.State.Cursor ?? JournalCursor.Start;
        }).ConfigureAwait(false);
        var adopted = await administration.RunAsync(
            caller,
            new AdministrationDemand(static held => held.MayOperate, MayNotOperate(), JitPermissions.Adopt, "store"),
            [EpochRecord.TheKey],
            look => Decider.Adopt(look.World, read, reason, look.Context),
            cancellationToken).ConfigureAwait(false);
        return await CommandShell.AskAsync(() => ender.EndAsync(caller, adopted.At, reason)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<int> ErasePersonalTextAsync(Caller caller, Subject subject, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(subject);
        ProseText.DemandReason(reason, "Say why it is erased.");
        return eraser.EraseAsync(caller, subject, reason, MayNotOperate(), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string> AddKeyAsync(Caller caller, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ProseText.DemandReason(reason, "Say why there is to be another key.");
        return rotation.AddAsync(caller, reason, MayNotOperate(), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask RotateKeyAsync(Caller caller, string keyId, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(keyId);
        ProseText.DemandReason(reason, "Say why another key is to seal.");
        return rotation.SwitchAsync(caller, keyId, reason, MayNotOperate(), cancellationToken);
    }

    private static Finding MayNotOperate() => new(Reason.MayNotOperate, "You may not operate this application.")
    {
        Fix = "Ask an operator; who may operate is part of the application's administration rules.",
    };
}
