namespace NightlyPurge;

/// <summary>More customers than five seconds are enough for: each takes 600 milliseconds.</summary>
internal sealed class DemoCustomers(TimeProvider time) : ICustomers
{
    public IEnumerable<int> Due => Enumerable.Range(1, 100);

    public Task PurgeAsync(int customer, CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(600), time, cancellationToken);
}
