namespace JitAccess.Stores;

/// <summary>A store that is in the middle of a commit while others arrive.</summary>
internal static class BusyStore
{
    /// <summary>Holds a commit inside its seal until others have arrived.</summary>
    /// <returns>The commit that was held, and those that waited for it.</returns>
    public static async Task<(Task<CommitResult> Leading, List<Task<CommitResult>> Waiting)> CommitWhileBusyAsync(
        this IGrantStore store, Func<IEnumerable<Task<CommitResult>>> arrive)
    {
        using var isSealing = new SemaphoreSlim(0);
        using var mayGoOn = new SemaphoreSlim(0);
        var leader = new ConformanceBatch
        {
            OnSeal = _ =>
            {
                isSealing.Release();
                mayGoOn.Wait();
            },
        };
        var leading = Task.Run(async () => await store.CommitAsync(leader.Entry().Build(), default));
        await isSealing.WaitAsync();
        var waiting = arrive().ToList();
        mayGoOn.Release();
        await leading;
        return (leading, waiting);
    }
}
