using System.Collections.Immutable;
using System.Globalization;

namespace JitAccess.Notifications;

/// <summary>Makes one message of several.</summary>
internal static class Digests
{
    /// <summary>The most messages of one digest.</summary>
    public const int MaxMessages = 50;

    /// <summary>Makes the digest of messages to one recipient, in order; every text is in it.</summary>
    public static JitNotification Of(ImmutableArray<JitNotification> messages)
    {
        var last = messages[^1];
        var count = messages.Length.ToString(CultureInfo.InvariantCulture);
        var blocks = messages.Select((message, index) => string.Create(
            CultureInfo.InvariantCulture, $"{index + 1}. {message.Title}\n   {DefaultTexts.At(message.At)}\n\n{message.Text.TrimEnd('\n')}\n"));
        return last with
        {
            Id = NotificationComposer.IdOf(string.Join('|', messages.Select(message => message.Id)), JitNotificationKind.Digest, last.Recipient),
            Kind = JitNotificationKind.Digest,
            MayBeRepeated = messages.Any(message => message.MayBeRepeated),
            Facts = new NotificationFacts(),
            Contains = messages,
            Title = MessageText.Line($"{count} messages, the first: {messages[0].Title}"),
            Text = $"{count} things happened in a short time.\n\n{string.Join("\n----------\n\n", blocks)}",
        };
    }
}
