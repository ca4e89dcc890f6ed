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
    private Party _known = PartyGatherer.Unknown(caller);
    private DirectoryLookup? _directory;
    private bool _isAllKnown;

    /// <summary>Decides, on as little as is enough.</summary>
    public async ValueTask<Decision> DecideAsync(Func<Party, Decision> decide, Instant now, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var decision = decide(_known);
            if (!decision.IsRejected || _isAllKnown)
            {
                return decision;
            }

            if (_directory is { } directory)
            {
                _known = await parties.GatherAsync(caller, directory, policy, now, cancellationToken).ConfigureAwait(false);
                _isAllKnown = true;
            }
            else
            {
                _directory = await parties.FindAsync(caller, cancellationToken).ConfigureAwait(false);
                _known = parties.WithoutSources(caller, _directory.Value, now);
            }
        }
    }
}
