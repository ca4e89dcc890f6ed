namespace JitAccess;

/// <summary>Brings messages to people: by mail, to a chat, to another system.</summary>
/// <remarks>
/// <para>Each notifier follows the journal by itself, on one node at a time: it never holds up a command, a check or another notifier, and whatever it does
/// changes nothing of what it tells. What it has not taken comes again, after a crash too; a message that may have arrived before says so
/// (<see cref="JitNotification.MayBeRepeated"/>) and has the same <see cref="JitNotification.Id"/>.</para>
/// <para>Registered with <c>AddNotifier</c>, made once, called by one delivery at a time.</para>
/// </remarks>
public interface INotifier
{
    /// <summary>Brings one message to its recipient. Returns when it is safe where it was brought to.</summary>
    /// <param name="notification">The message.</param>
    /// <param name="cancellationToken">Cancelled when a delivery takes longer than <see cref="JitAccessOptions.FollowerTimeout"/>, or when the host stops.</param>
    /// <returns>A task that ends when the message has been taken.</returns>
    /// <exception cref="UndeliverableNotificationException">The message can never be brought to its recipient: it is not tried again.</exception>
    /// <exception cref="Exception">Anything else: the message is tried again, later each time.</exception>
    Task NotifyAsync(JitNotification notification, CancellationToken cancellationToken);
}
