namespace NightlyPurge;

/// <summary>The customers that are due for deletion.</summary>
internal interface ICustomers
{
    IEnumerable<int> Due { get; }

    Task PurgeAsync(int customer, CancellationToken cancellationToken);
}
