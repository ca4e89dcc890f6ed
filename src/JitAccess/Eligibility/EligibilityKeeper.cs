using System.Security.Cryptography;
using JitAccess.Committing;
using JitAccess.Diagnostics;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <inheritdoc cref="IJitEligibility"/>
/// <remarks>Grants are looked at by the page; only what was lost is loaded once more and committed. Several nodes may do it at once.</remarks>
internal sealed class EligibilityKeeper(
    IGrantStore store,
    RecordReader records,
    Committer committer,
    PolicyLibrary policies,
    PartyGatherer parties,
    FactGatherer facts,
    PersonalTextReader texts,
    ConditionRegistry conditions,
    JitLimits limits,
    GrantTable table,
    EndsUnderway underway,
    EndClaims claims,
    JitMetrics metrics,
    ILogger<EligibilityKeeper> logger) : IJitEligibility
{
    private const int PageSize = 100;
    private const int AtOnce = 8;

    /// <inheritdoc/>
    public async ValueTask<int> RecheckAsync(Subject subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        await facts.ForgetAsync(subject, cancellationToken).ConfigureAwait(false);
        return await CommandShell.AskAsync(async () => await RecheckAsync(QueriesOf(subject.Tenant, subject), subject, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Judges every live grant that this node knows to be there.</summary>
    /// <returns>How many were ended.</returns>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async Task<int> RecheckAllAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var tenant in table.Tenants())
        {
            ended += await RecheckAsync(QueriesOf(tenant, subject: null), subject: null, cancellationToken).ConfigureAwait(false);
        }

        return ended;
    }

    // What lives, and what was used up and carries on; of a subject also what others hold for it.
    private static StoreQuery[] QueriesOf(Tenant tenant, Subject? subject) =>
    [
        new StoreQuery.Open(tenant, RecordKind.Grant) { Subject = subject?.Key },
        new StoreQuery.OfParty(tenant, RecordKind.Grant, GrantRecord.CarryingOn),
        .. subject is null ? Array.Empty<StoreQuery>() : [new StoreQuery.OfParty(tenant, RecordKind.Grant, GrantRecord.HeldFor(subject))],
    ];

    private async Task<int> RecheckAsync(StoreQuery[] queries, Subject? subject, CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var query in queries)
        {
            for (string? after = null; ;)
            {
                var page = await store.QueryAsync(query, new PageRequest(PageSize, after), cancellationToken).ConfigureAwait(false);
                List<GrantRecord> grants =
                [
                    .. page.Records.Select(records.ReadIfWhole).OfType<GrantRecord>()
                        .Where(grant => grant.CarriesOnAt(page.StoreTime) && (subject is null || grant.Subject.Equals(subject) || grant.ActsFor.Contains(subject))),
                ];
                ended += await RecheckAsync(grants, cancellationToken).ConfigureAwait(false);
                if ((after = page.Next) is null)
                {
                    break;
                }
            }
        }

        return ended;
    }

    private async Task<int> RecheckAsync(List<GrantRecord> grants, CancellationToken cancellationToken)
    {
        if (grants.Count == 0)
        {
            return 0;
        }

        var ended = 0;
        var loaded = await records.LoadAsync(
            [CatalogueRecord.TheKey, .. grants.Select(RequestKeyOf)], static key => key.Kind == RecordKind.Request, cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            grants,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (grant, token) =>
            {
                if (await TryRecheckAsync(loaded, grant, token).ConfigureAwait(false))
                {
                    Interlocked.Increment(ref ended);
                }
            }).ConfigureAwait(false);
        return ended;
    }

    // One that cannot be judged keeps no other from being judged.
    private async Task<bool> TryRecheckAsync(Loaded loaded, GrantRecord grant, CancellationToken cancellationToken)
    {
        try
        {
            var (command, context) = await JudgeAsync(loaded, grant, new byte[32], cancellationToken).ConfigureAwait(false);
            var lost = Decider.WhatWasLost(command, context);
            metrics.Rechecked();
            if (lost.Count == 0)
            {
                return false;
            }

            await EndAsync(grant, cancellationToken).ConfigureAwait(false);
            EligibilityLog.Lost(logger, grant.Id, lost[0].Reason.Code);
            return true;
        }
        catch (JitRejectedException rejected) when (rejected.Reason == Reason.GrantEnded)
        {
            return false; // another node was first, or it is as it was again
        }
        catch (Exception exception) when (exception is not StoreUnavailableException { Reason: var reason } || reason == Reason.JournalBroken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EligibilityLog.CannotBeJudged(logger, grant.Id, exception is JitRejectedException refused ? refused.Reason.Code : exception.GetType().Name);
            return false;
        }
    }

    // A holder who takes use after use does not win against it, on this node or another.
    private async Task EndAsync(GrantRecord seen, CancellationToken cancellationToken)
    {
        using var ends = underway.Begin();
        var (looks, seed) = (0, RandomNumberGenerator.GetBytes(32));
        await committer.RunAsync(
            async token =>
            {
                if (++looks > EndingShell.LooksBeforeClaim)
                {
                    await claims.ClaimAsync(ends.Ends, token).ConfigureAwait(false);
                }

                // Rule 7: an end needs no counters.
                var loaded = await records.LoadAsync(
                    [seen.Key, RequestKeyOf(seen), LedgerRecord.KeyOf(seen.Subject), CatalogueRecord.TheKey], static key => key.Kind == RecordKind.Ledger, token).ConfigureAwait(false);
                var (command, context) = await JudgeAsync(loaded, loaded.World.Get<GrantRecord>(seen.Key), seed, token).ConfigureAwait(false);
                var decision = ends.Note(Decider.Recheck(command, context));
                return new Attempt(loaded, decision, Actor.Housekeeping) { Texts = [.. context.Texts.Sealed] };
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(RecheckCommand Command, DecisionContext Context)> JudgeAsync(
        Loaded loaded, GrantRecord grant, byte[] seed, CancellationToken cancellationToken)
    {
        if (!loaded.World.TryGet<RequestRecord>(RequestKeyOf(grant), out var request))
        {
            throw new StoreUnavailableException("The request of a grant is gone or does not verify: it was changed outside JitAccess.") { Reason = Reason.JournalBroken };
        }

        var presented = await texts.ReadAsync(grant.Subject.Tenant, PersonalTextReader.FactReferencesOf(request), cancellationToken).ConfigureAwait(false);
        var context = new DecisionContext
        {
            Now = loaded.Now,
            Limits = limits,
            Texts = new PersonalTexts(grant.Subject, seed),
            Conditions = conditions,
            Guardrails = await policies.GuardrailsAsync(loaded.World.Catalogue, request, cancellationToken).ConfigureAwait(false),
        };
        return (
            new RecheckCommand(
                grant,
                request,
                await parties.GatherAsync(request, presented, loaded.Now, cancellationToken).ConfigureAwait(false),
                await policies.PairAsync(loaded.World.Catalogue, request.Policy, cancellationToken).ConfigureAwait(false)),
            context);
    }

    private static RecordKey RequestKeyOf(GrantRecord grant) => RequestRecord.KeyOf(grant.Subject.Tenant, grant.RequestId);
}
