namespace JitAccess.Stores;

/// <summary>The content of a record: what a decision reads and an event changes.</summary>
internal interface IRecordState
{
    /// <summary>The key under which it is stored.</summary>
    RecordKey Key { get; }

    /// <summary>What the store keeps beside the bytes.</summary>
    RecordIndex Index { get; }
}
