using System.Globalization;
using System.Text.Json.Serialization;
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
    public static RecordKey KeyOf(string follower, long position) =>
        new(Tenant.Application, RecordKind.SetAside, string.Create(CultureInfo.InvariantCulture, $"{follower}|{position}"));

    [JsonIgnore]
    public JournalCursor Before => new(Position - 1, Convert.FromHexString(Previous));

    [JsonIgnore]
    public RecordKey Key => KeyOf(Follower, Position);

    /// <summary>The follower is the one party to it.</summary>
    [JsonIgnore]
    public RecordIndex Index => new() { State = "set-aside", Parties = [Follower] };
}
