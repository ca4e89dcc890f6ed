using JitAccess.Committing;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <inheritdoc cref="IJitGrants"/>
internal sealed partial class GrantService(
    CommandShell shell,
    RecordReader records,
    PolicyLibrary policies,
    PartyGatherer parties,
    GrantViewer viewer,
    RightsJudge rights,
    EndsUnderway ends,
    ExplanationBudget explanations,
    IGrantStore store,
    IJitAccess access) : IJitGrants
{
    // Every grant more is a record more over which the commit can lose its race. With the default limits a subject's own fit in one.
    private const int EndsPerCommit = 200;

    /// <inheritdoc/>
    public ValueTask<JitGrant> ReleaseAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default) =>
        EndAsync(
            caller, id, idempotency,
            (look, party, grant, pair) => Decider.Release(new ReleaseCommand(party, grant, pair, rights.Judge(party, look.Context)), look.Context),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JitGrant> RevokeAsync(
        Caller caller, string id, string reason, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default)
    {
        DemandReason(reason);
        return EndAsync(
            caller, id, idempotency,
            (look, party, grant, pair) => Decider.Revoke(new RevokeCommand(party, grant, pair, rights.Judge(party, look.Context), reason), look.Context),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> RevokeAllAsync(
        Caller caller, RevocationSelector selector, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(selector);
        DemandReason(reason);
        var first = await EndAllAsync(caller, selector, reason, after: null, cancellationToken).ConfigureAwait(false);
        var count = first.Count;

        // More may live than one commit ends; and an approval may commit between the look of a revocation and its commit, since activations
        // expect a generation and do not raise it.
        // INVARIANT: whatever is decided after the generation rose is decided anew, so only what began by then can have been missed.
        while (await HasMissedAsync().ConfigureAwait(false))
        {
            count += (await EndAllAsync(caller, selector, reason, after: first, CancellationToken.None).ConfigureAwait(false)).Count;
        }

        return count;

        async ValueTask<bool> HasMissedAsync()
        {
            var missed = await CommandShell.AskAsync(() => FindLiveAsync(caller.Subject.Tenant, selector, first.At, CancellationToken.None)).ConfigureAwait(false);
            return missed.Count > 0;
        }
    }

    private async ValueTask<MassEnd> EndAllAsync(
        Caller caller, RevocationSelector selector, string reason, MassEnd? after, CancellationToken cancellationToken)
    {
        using var underway = ends.Begin();
        var count = 0;
        var held = Rights.None;
        var generation = GenerationKeyOf(caller.Subject.Tenant, selector);
        var committed = await shell.RunAsync(
            caller,
            idempotency: null,
            new CommandAnswer(generation),
            async () =>
            {
                var found = await FindLiveAsync(caller.Subject.Tenant, selector, after?.At, cancellationToken).ConfigureAwait(false);
                var live = found.Take(EndsPerCommit).ToList();
                return [generation, .. live.Select(grant => grant.Key), .. live.Select(grant => LedgerRecord.KeyOf(grant.Subject))];
            },
            async (look, token) =>
            {
                var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, token).ConfigureAwait(false);
                held = after?.Held ?? rights.Judge(party, look.Context);
                var decision = underway.Note(Decider.RevokeAll(
                    new RevokeAllCommand(party, selector, [.. look.World.States.OfType<GrantRecord>()], held, reason), look.Context));
                count = decision.Events.OfType<GrantRevoked>().Count();
                return decision;
            },
            cancellationToken).ConfigureAwait(false);
        return new MassEnd(count, committed.At, held);
    }

    private async ValueTask<JitGrant> EndAsync(
        Caller caller,
        string id,
        IdempotencyKey? idempotency,
        Func<Look, Party, GrantRecord, PolicyPair, Decision> decide,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        using var underway = ends.Begin();
        var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        var committed = await shell.RunAsync(
            caller,
            idempotency,
            new CommandAnswer(seen.Key),
            [seen.Key, LedgerRecord.KeyOf(seen.Subject)],
            async (look, token) =>
            {
                var grant = look.World.Get<GrantRecord>(seen.Key);
                var party = await parties.GatherAsync(caller, grant.Policy.Name, ticket: null, look.Now, token).ConfigureAwait(false);
                return underway.Note(decide(look, party, grant, await policies.PairIfReadableAsync(grant.Policy, token).ConfigureAwait(false)));
            },
            cancellationToken).ConfigureAwait(false);
        var (ended, now) = committed.Attempt.Replayed is { Grant: { } replayed } memory
            ? (replayed, memory.At)
            : (committed.World.Get<GrantRecord>(seen.Key), committed.Attempt.Loaded.Now);
        try
        {
            return await viewer.ShowAsync(ended, now, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            return GrantViewer.ShowBare(ended, now); // done is done: what cannot be read now is left out
        }
    }

    private static RecordKey GenerationKeyOf(Tenant tenant, RevocationSelector selector) => selector switch
    {
        RevocationSelector.OfSubject of => GenerationRecord.OfSubject(of.Subject),
        RevocationSelector.OfPolicy of => GenerationRecord.OfPolicy(tenant, of.Policy),
        _ => GenerationRecord.OfTenant(tenant),
    };

    // Read anew before every attempt.
    private async ValueTask<IReadOnlyCollection<GrantRecord>> FindLiveAsync(
        Tenant tenant, RevocationSelector selector, Instant? startedBy, CancellationToken cancellationToken)
    {
        var query = new StoreQuery.Open(tenant, RecordKind.Grant)
        {
            Subject = (selector as RevocationSelector.OfSubject)?.Subject.Key,
            Policy = (selector as RevocationSelector.OfPolicy)?.Policy,
        };
        var live = new List<GrantRecord>();
        for (string? after = null; ;)
        {
            var page = await store.QueryAsync(query, new PageRequest(1000, after), cancellationToken).ConfigureAwait(false);
            live.AddRange(page.Records.Select(records.Read).OfType<GrantRecord>().Where(grant =>
                Decider.Picks(selector, grant)
                && grant.StateAt(page.StoreTime) == GrantState.Active
                && (startedBy is not { } by || Deadline.From(grant.Start).HasPassed(by))));
            if ((after = page.Next) is null)
            {
                return live;
            }
        }
    }

    // What a mass revocation has ended, when, and by what right: the right of the first commit holds for what it missed.
    private sealed record MassEnd(int Count, Instant At, Rights Held);

    private static void DemandReason(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var findings = new List<Finding>();
        ProseText.Check(reason, "reason", findings);
        if (string.IsNullOrWhiteSpace(reason))
        {
            findings.Add(new Finding(Reason.MemberMissing, "reason is empty; it needs 1 to 2000 characters.")
            {
                Member = "reason",
                Limit = "1 to 2000 characters",
                Fix = "Say why the grant ends.",
            });
        }

        if (findings.Count > 0)
        {
            throw new JitRejectedException(Explanation.Of(findings));
        }
    }
}
