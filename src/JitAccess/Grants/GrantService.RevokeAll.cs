using System.Collections.Immutable;
using System.Globalization;
using JitAccess.Committing;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

internal sealed partial class GrantService
{
    // Every grant more is a record more over which the commit can lose its race, so after each loss half as many are tried. With the default
    // limits a subject's own fit in one.
    private const int EndsPerCommit = 200;
    private const int MaxIdsShown = 10;

    /// <inheritdoc/>
    public async ValueTask<int> RevokeAllAsync(
        Caller caller, RevocationSelector selector, string reason, RevocationWait wait = RevocationWait.ThisNode, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(selector);
        ProseText.DemandReason(reason, "Say why the grants end.");
        var count = await EndAllAsync(caller, selector, reason, cancellationToken).ConfigureAwait(false);
        await everyNode.HonoursAsync(wait, cancellationToken).ConfigureAwait(false);
        return count;
    }

    private async ValueTask<int> EndAllAsync(Caller caller, RevocationSelector selector, string reason, CancellationToken cancellationToken)
    {
        var first = await EndAllAsync(caller, selector, reason, after: null, cancellationToken).ConfigureAwait(false);
        var count = first.Count;

        // More may live than one commit ends; an approval may commit between the look of a revocation and its commit, since activations expect
        // a generation and do not raise it; and what was used up before is looked for once what lives has ended.
        // INVARIANT: whatever is decided after the generation rose is decided anew, so only what began by then can have been missed.
        for (; ; )
        {
            var missed = await CommandShell.AskAsync(
                () => finder.FindAsync(caller.Subject.Tenant, selector, first.At, withUsedUp: true, CancellationToken.None)).ConfigureAwait(false);
            if (missed.Grants.Count > 0)
            {
                count += (await EndAllAsync(caller, selector, reason, after: first, CancellationToken.None).ConfigureAwait(false)).Count;
                continue;
            }

            return missed.Unreadable.Count == 0 ? count : throw Incomplete(count, missed.Unreadable);
        }
    }

    private async ValueTask<MassEnd> EndAllAsync(
        Caller caller, RevocationSelector selector, string reason, MassEnd? after, CancellationToken cancellationToken)
    {
        var ender = new Ender(parties, caller, policy: null);
        var count = 0;
        var most = EndsPerCommit * 2;
        var held = Rights.None;
        var generation = GenerationKeyOf(caller.Subject.Tenant, selector);
        var committed = await endings.RunAsync(
            new CommandPlan(caller, new CommandAnswer(generation))
            {
                FindKeys = async () =>
                {
                    var found = await finder.FindAsync(
                        caller.Subject.Tenant, selector, after?.At, withUsedUp: after is not null, cancellationToken).ConfigureAwait(false);
                    var live = found.Grants.Take(most = Math.Max(1, most / 2)).ToList();
                    return [generation, .. live.Select(grant => grant.Key), .. live.Select(grant => LedgerRecord.KeyOf(grant.Subject))];
                },

                // A generation that does not verify keeps everybody from activating what it guards, so there is nothing to overtake.
                CanDoWithout = static _ => true,
                Decide = async (look, token) =>
                {
                    ImmutableArray<GrantRecord> live = [.. look.World.States.OfType<GrantRecord>()];
                    var decision = await ender.DecideAsync(
                        party =>
                        {
                            held = after?.Held ?? rights.Judge(party, look.Context);
                            return Decider.RevokeAll(new RevokeAllCommand(party, selector, live, held, reason, Continues: after is not null), look.Context);
                        },
                        look.Now,
                        token).ConfigureAwait(false);
                    count = decision.Events.Count(happened => happened is GrantRevoked or GrantCutOff);
                    return decision;
                },
            },
            cancellationToken).ConfigureAwait(false);
        return new MassEnd(count, committed.At, held);
    }

    private static RecordKey GenerationKeyOf(Tenant tenant, RevocationSelector selector) => selector switch
    {
        RevocationSelector.OfSubject of => GenerationRecord.OfSubject(of.Subject),
        RevocationSelector.OfPolicy of => GenerationRecord.OfPolicy(tenant, of.Policy),
        _ => GenerationRecord.OfTenant(tenant),
    };

    private static JitRejectedException Incomplete(int count, IReadOnlySet<RecordKey> unreadable)
    {
        var left = unreadable.Count.ToString(CultureInfo.InvariantCulture);
        var shown = string.Join(", ", unreadable.Select(key => SafeText.Show(key.Id)).Order(StringComparer.Ordinal).Take(MaxIdsShown));
        return new JitRejectedException(Explanation.Of(new Finding(
            Reason.JournalBroken,
            $"{count.ToString(CultureInfo.InvariantCulture)} grants were ended. {left} more may go on: their records do not verify or are gone, so they were changed outside JitAccess.")
        {
            Value = shown,
            Fix = "Stop the nodes: none starts on a store with such a grant. Then put the database back.",
        }));
    }

    // What a mass revocation has ended, when, and by what right: the right of the first commit holds for what it missed.
    private sealed record MassEnd(int Count, Instant At, Rights Held);
}
