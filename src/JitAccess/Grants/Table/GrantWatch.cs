namespace JitAccess;

/// <summary>Someone who wants to know when a grant ends.</summary>
internal sealed class GrantWatch(GrantEndings endings, LiveGrant grant, Action ended) : IDisposable
{
    private int _done;

    public LiveGrant Grant { get; } = grant;

    public void Run()
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
        {
            ended();
        }
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _done, 1);
        endings.Forget(this);
    }
}
