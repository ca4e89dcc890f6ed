using System.Collections.Immutable;

namespace JitAccess.Journal;

/// <summary>Who caused an entry: a subject (with those it acts for), the host that published its policies, or the library's own housekeeping.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal sealed record Actor
{
    /// <summary>The library itself: what time had ended, scheduled grants that begin or cannot, grants whose holder may not have them any more.</summary>
    public static Actor Housekeeping { get; } = new() { Host = "housekeeping" };

    /// <summary>The subject, when it was one.</summary>
    public Subject? Subject { get; init; }

    /// <summary>For whom the subject acted.</summary>
    public ImmutableArray<Subject> ActsFor { get; init; } = [];

    /// <summary>The host's name, when it was no subject.</summary>
    public string? Host { get; init; }

    /// <summary>The caller of a command as an actor.</summary>
    public static Actor Of(Caller caller) => new() { Subject = caller.Subject, ActsFor = caller.ActsFor };

    /// <summary>The holder of a grant as an actor, for whomever it is held.</summary>
    public static Actor HolderOf(GrantRecord grant) => new() { Subject = grant.Subject, ActsFor = grant.ActsFor };

    /// <summary>A host that publishes the policies it brings.</summary>
    public static Actor OfHost(string name) => new() { Host = "host:" + name };
}
