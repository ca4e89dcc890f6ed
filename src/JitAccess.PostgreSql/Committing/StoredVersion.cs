using JitAccess.Stores;

namespace JitAccess.PostgreSql;

/// <summary>What the database holds of a record that a batch expects something of.</summary>
/// <param name="Number">Its number; 0 when there is none, or not yet.</param>
/// <param name="Version">Its version; 0 when there is none.</param>
/// <param name="Index">Its state, and whether that is final.</param>
internal sealed record StoredVersion(long Number, long Version, RecordIndex? Index)
{
    public static StoredVersion None { get; } = new(0, 0, null);
}
