using JitAccess.Committing;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Runs commands that end grants: uses give way to them, on this node from the decision on, and everywhere once races were lost.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class EndingShell(CommandShell shell, EndsUnderway underway, EndClaims claims)
{
    // Others commit on the same records too, so the first losses tell of no holder who will not stop.
    private const int LooksBeforeClaim = 3;

    /// <inheritdoc cref="CommandShell.RunAsync(Caller, IdempotencyKey?, CommandAnswer, Func{ValueTask{IReadOnlyCollection{RecordKey}}}, Predicate{RecordKey}, Func{Look, CancellationToken, ValueTask{Decision}}, CancellationToken)"/>
    public async ValueTask<Committed> RunAsync(
        Caller caller,
        IdempotencyKey? idempotency,
        CommandAnswer answer,
        Func<ValueTask<IReadOnlyCollection<RecordKey>>> findKeys,
        Predicate<RecordKey> canDoWithout,
        Func<Look, CancellationToken, ValueTask<Decision>> decide,
        CancellationToken cancellationToken)
    {
        using var ends = underway.Begin();
        var looks = 0;
        return await shell.RunAsync(
            caller,
            idempotency,
            answer,
            async () =>
            {
                if (++looks > LooksBeforeClaim)
                {
                    await claims.ClaimAsync(ends.Ends, cancellationToken).ConfigureAwait(false); // each of them was decided, by right
                }

                return await findKeys().ConfigureAwait(false);
            },
            canDoWithout,
            async (look, token) => ends.Note(await decide(look, token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
    }
}
