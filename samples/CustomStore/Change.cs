using JitAccess.Stores;

namespace CustomStore;

/// <summary>What one commit or one erasure does to the state, as it is written to disk.</summary>
/// <param name="Put">Rows that are new or changed.</param>
/// <param name="Removed">Records that are gone.</param>
/// <param name="Entries">Entries that are appended.</param>
internal sealed record Change(IReadOnlyList<Row> Put, IReadOnlyList<RecordKey> Removed, IReadOnlyList<StoredEntry> Entries);
