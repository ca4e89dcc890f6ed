using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Let another decide what waits for the caller.</summary>
internal sealed record DelegateCommand
{
    public required Party Caller { get; init; }

    /// <summary>Who is to stand in, as far as is known.</summary>
    public required Party To { get; init; }

    public required Instant? From { get; init; }

    public required Instant Until { get; init; }

    public required ImmutableArray<string>? Policies { get; init; }

    public string? Justification { get; init; }

    /// <summary>Unguessable, from the shell.</summary>
    public required string Id { get; init; }
}

/// <summary>End a delegation before its time.</summary>
internal sealed record EndDelegationCommand(Party Caller, string Id, Rights Rights);
