namespace JitAccess.Tests.Notifications;

/// <summary>A notifier that keeps what it gets, and does what a test says before or after.</summary>
internal sealed class Mailbox : INotifier
{
    private readonly List<JitNotification> _got = [];

    /// <summary>Runs before anything is kept.</summary>
    public Func<JitNotification, CancellationToken, Task>? Before { get; set; }

    /// <summary>Runs when it is kept, before the node knows.</summary>
    public Func<Task>? After { get; set; }

    public IReadOnlyList<JitNotification> Got => _got;

    /// <summary>Every message, those in digests too.</summary>
    public IEnumerable<JitNotification> All => _got.SelectMany(message => message.Contains.IsEmpty ? [message] : message.Contains.AsEnumerable());

    /// <summary>What was told to whom, as <c>kind recipient</c>.</summary>
    public IEnumerable<string> Told => All.Select(message => $"{message.Kind} {message.Recipient.Name}");

    /// <summary>Takes what there is, and forgets it.</summary>
    public IReadOnlyList<JitNotification> Take()
    {
        JitNotification[] taken = [.. _got];
        _got.Clear();
        return taken;
    }

    public async Task NotifyAsync(JitNotification notification, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(notification, cancellationToken);
        }

        _got.Add(notification);
        if (After is { } after)
        {
            await after();
        }
    }
}
