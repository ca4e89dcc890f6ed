using System.Globalization;
using System.Text.Json.Serialization;
using JitAccess.Followers;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <summary>An entry that a follower could not take and that waits beside its cursor.</summary>
/// <param name="Follower">The name of the follower.</param>
/// <param name="Position">The entry.</param>
/// <param name="Previous">The hash of the entry before it.</param>
/// <param name="Since">When it was set aside.</param>
/// <param name="Attempts">How often it has been tried since.</param>
/// <param name="NextTry">When it is tried again.</param>
/// <param name="Failure">What the last failure was called: a type, never a text.</param>
internal sealed record SetAsideRecord(
    string Follower, long Position, string Previous, Instant Since, int Attempts, Deadline NextTry, string Failure) : IRecordState
{
    public static SetAsideRecord Of(string follower, long position, string previous, Instant now, string failure) =>
        new(follower, position, previous, now, 0, Deadline.After(now, WaitAfter(0)), failure);

    public static RecordKey KeyOf(string follower, long position) =>
        new(Tenant.Application, RecordKind.SetAside, string.Create(CultureInfo.InvariantCulture, $"{follower}|{position}"));

    [JsonIgnore]
    public JournalCursor Before => new(Position - 1, Convert.FromHexString(Previous));

    [JsonIgnore]
    public RecordKey Key => KeyOf(Follower, Position);

    /// <summary>The follower is the one party to it.</summary>
    [JsonIgnore]
    public RecordIndex Index => new() { State = "set-aside", Parties = [Follower] };

    /// <summary>The same entry after another try.</summary>
    public SetAsideRecord Again(Instant now, string failure) =>
        this with { Attempts = Attempts + 1, NextTry = Deadline.After(now, WaitAfter(Attempts + 1)), Failure = failure };

    private static Duration WaitAfter(int attempts) => FollowerPause.Doubled(Duration.FromMinutes(1), attempts, Duration.FromHours(1));
}
