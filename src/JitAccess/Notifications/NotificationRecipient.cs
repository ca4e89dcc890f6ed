using JitAccess.Notifications;

namespace JitAccess;

/// <summary>Whom a message is for: one subject, or an audience of which nobody can tell who belongs to it.</summary>
/// <remarks>Immutable and safe for concurrent use. Addresses come from <see cref="Entry"/>, never from claims.</remarks>
public sealed record NotificationRecipient
{
    /// <summary>Gets the subject, or <see langword="null"/> for an audience.</summary>
    public Subject? Subject { get; init; }

    /// <summary>Gets what the directory says of the subject now, or <see langword="null"/> where it does not know it, or there is none.</summary>
    public DirectoryEntry? Entry { get; init; }

    /// <summary>
    /// Gets the audience in words, such as <c>the role support-lead</c>, where the directory cannot list it or it is empty; otherwise <see langword="null"/>. A
    /// notifier that reaches a channel of many tells it there; one that only reaches single people cannot deliver the message.
    /// </summary>
    public string? Audience { get; init; }

    /// <summary>Gets for whom the recipient stands in, where they are told because of that; otherwise <see langword="null"/>.</summary>
    public Subject? StandsInFor { get; init; }

    /// <summary>Gets what to call whom the recipient stands in for: one line without control characters; otherwise <see langword="null"/>.</summary>
    public string? StandsInForName { get; init; }

    /// <summary>Gets what to call the recipient: one line without control characters.</summary>
    public string Name => MessageText.Line(Entry?.DisplayName ?? Subject?.Id ?? Audience ?? "");

    /// <summary>What tells one recipient from another.</summary>
    internal string Key => Subject is { } subject ? $"s|{subject.Tenant.Id}|{subject.Key}" : $"a|{Audience}";
}
