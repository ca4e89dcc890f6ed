using System.Collections.Immutable;
using JitAccess.Committing;
using NodaTime;

namespace JitAccess;

/// <summary>
/// Whoever ends grants in one command. No more is asked about them than it takes to let them, and nothing twice: where the record of the grant
/// entitles them, no directory and no fact source is waited for (decision rule 7).
/// </summary>
/// <remarks>INVARIANT: what is not known entitles nobody, so what is accepted on less would be accepted on more. Used by one command at a time.</remarks>
internal sealed class Ender(PartyGatherer parties, Caller caller, string? policy)
{
    private readonly ImmutableArray<Func<Instant, CancellationToken, ValueTask<Party>>> _ways =
    [
        (_, _) => ValueTask.FromResult(PartyGatherer.Unknown(caller)),
        (now, token) => parties.GatherWithoutSourcesAsync(caller, now, token),
        (now, token) => parties.GatherAsync(caller, policy, ticket: null, now, token),
    ];

    private Party? _known;
    private int _asked;

    /// <summary>Decides, on as little as is enough.</summary>
    public async ValueTask<Decision> DecideAsync(Func<Party, Decision> decide, Instant now, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            if (_known is { } party)
            {
                var decision = decide(party);
                if (!decision.IsRejected || _asked == _ways.Length)
                {
                    return decision;
                }
            }

            _known = await _ways[_asked++](now, cancellationToken).ConfigureAwait(false);
        }
    }
}
