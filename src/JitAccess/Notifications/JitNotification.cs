using System.Collections.Immutable;
using JitAccess.Notifications;
using NodaTime;

namespace JitAccess;

/// <summary>One message to one recipient about one thing that happened, or several of them in one.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitNotification
{
    /// <summary>Gets the id: the same whenever the same is told to the same recipient, so that who gets it twice can drop it.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what it tells.</summary>
    public required JitNotificationKind Kind { get; init; }

    /// <summary>Gets the tenant in which it happened.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>Gets whom it is for.</summary>
    public required NotificationRecipient Recipient { get; init; }

    /// <summary>Gets the position of the journal entry that it comes from; of a digest the last one's.</summary>
    public required long Position { get; init; }

    /// <summary>Gets when it happened; of a digest the last of it.</summary>
    public required Instant At { get; init; }

    /// <summary>Gets a value indicating whether it may have arrived before.</summary>
    public bool MayBeRepeated { get; init; }

    /// <summary>Gets the subject line: one line of at most 200 characters without control characters.</summary>
    public string Title { get; init; } = "";

    /// <summary>Gets the plain text: lines end with a line feed; there are no control characters but that and tab.</summary>
    public string Text { get; init; } = "";

    /// <summary>Gets what it is about; of a digest nothing.</summary>
    public NotificationFacts Facts { get; init; } = new();

    /// <summary>Gets the messages of a digest, 2 to 50 in order; otherwise it is empty.</summary>
    public ImmutableArray<JitNotification> Contains { get; init; } = [];

    /// <summary>Says which one this is without a word of personal text and without a link, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"{Kind.Name()} {Id}";
}
