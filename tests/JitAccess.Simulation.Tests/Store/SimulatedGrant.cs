using System.Collections.Immutable;
using JitAccess.Journal;

namespace JitAccess.Simulation;

/// <summary>A grant, and the truth about it.</summary>
internal sealed class SimulatedGrant(int number, int subject, long startMilliseconds, long endMilliseconds)
{
    public const long Never = long.MaxValue;
    public const string PermissionName = "use";

    private static readonly Subject[] People = [Subject.Human("i", "amina"), Subject.Human("i", "bela"), Subject.Human("i", "chidi")];
    private static readonly string[] Resources = [.. Enumerable.Range(0, 512).Select(index => $"r/{index}")];
    private static readonly ImmutableArray<Scope>[] Scopes =
        [.. Resources.Select(path => ImmutableArray.Create(new Scope(Permission.Parse(PermissionName), JitAccess.Resource.Parse(path))))];

    private GrantLive? _waiting;

    public static IReadOnlyList<Subject> Subjects => People;

    /// <summary>Which of <see cref="Subjects"/> holds it.</summary>
    public int SubjectIndex { get; } = subject;

    /// <summary>What it covers, and no other grant of the world does.</summary>
    public string Resource { get; } = Resources[number];

    /// <summary>When it starts, by the store's time.</summary>
    public long StartMilliseconds { get; } = startMilliseconds;

    /// <summary>What its first entry means to a table.</summary>
    public GrantLive Live { get; } = new(
        Resources[number], People[subject], Scopes[number], "p", Deadline.FromUnixMilliseconds(endMilliseconds), TakesCommit: false, []);

    /// <summary>Until when it waits for its first use, by the store's time; nothing when it begins with its first entry.</summary>
    public long? WaitsUntilMilliseconds { get; init; }

    /// <summary>What it means to a table that it waits.</summary>
    public GrantLive? Waiting => _waiting ??= WaitsUntilMilliseconds is { } until
        ? Live with { End = Deadline.FromUnixMilliseconds(until), TakesCommit = true, AtFirstUse = true }
        : null;

    public long EndMilliseconds => Live.End.UnixMilliseconds;

    /// <summary>The true moment since which it is live.</summary>
    public long LiveFrom { get; set; } = Never;

    /// <summary>The true moment at which its end was committed.</summary>
    public long EndedAt { get; set; } = Never;

    /// <summary>Where the journal says that it waits for its first use; 0 when it does not.</summary>
    public long WaitingPosition { get; set; }

    /// <summary>Where the journal says that it is live; 0 when it does not.</summary>
    public long LivePosition { get; set; }

    /// <summary>Where the journal says that it has ended; 0 when it does not.</summary>
    public long EndedPosition { get; set; }

    /// <summary>Whether the store lost it.</summary>
    public bool IsGone { get; set; }

    /// <summary>Where the journal first says anything of it; 0 when it does not.</summary>
    public long FirstPosition => WaitingPosition > 0 ? WaitingPosition : LivePosition;

    /// <summary>Whether the store holds it, live or waiting; time may have ended it.</summary>
    public bool IsHeld => FirstPosition > 0 && EndedPosition == 0 && !IsGone;

    /// <summary>Whether the store holds it as live; time may have ended it.</summary>
    public bool IsOpen => LivePosition > 0 && IsHeld;

    /// <summary>Whether the store holds it as one that waits for its first use.</summary>
    public bool IsWaiting => LivePosition == 0 && IsHeld;

    /// <summary>What it is to a table now.</summary>
    public GrantLive Held => IsWaiting ? Waiting! : Live;

    public GrantEnded EndedBy(Reason reason) => new(Live.Grant, Live.Subject, reason);

    public override string ToString() => Live.Grant;
}
