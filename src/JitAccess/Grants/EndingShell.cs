using JitAccess.Committing;

namespace JitAccess;

/// <summary>Runs commands that end grants: uses give way to them, on this node from the decision on, and everywhere once races were lost.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EndingShell(CommandShell shell, EndsUnderway underway, EndClaims claims)
{
    /// <summary>After how many looks uses are kept away: others commit on the same records too, so the first losses tell of no holder who will not stop.</summary>
    public const int LooksBeforeClaim = 3;

    /// <inheritdoc cref="CommandShell.RunAsync"/>
    public async ValueTask<Committed> RunAsync(CommandPlan plan, CancellationToken cancellationToken)
    {
        using var ends = underway.Begin();
        var looks = 0;
        var ending = plan with
        {
            FindKeys = async () =>
            {
                if (++looks > LooksBeforeClaim)
                {
                    await claims.ClaimAsync(ends.Ends, cancellationToken).ConfigureAwait(false); // each of them was decided, by right
                }

                return await plan.FindKeys().ConfigureAwait(false);
            },
            Decide = async (look, token) => ends.Note(await plan.Decide(look, token).ConfigureAwait(false)),
        };
        return await shell.RunAsync(ending, cancellationToken).ConfigureAwait(false);
    }
}
