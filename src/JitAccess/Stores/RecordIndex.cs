using System.Collections.Immutable;

namespace JitAccess.Stores;

/// <summary>
/// What a store keeps beside a record's bytes to answer queries and to guard transitions. Derived from the bytes by the core; a store never
/// reads the bytes.
/// </summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record RecordIndex
{
    /// <summary>Gets the index of a record that no query looks for.</summary>
    public static RecordIndex None { get; } = new();

    /// <summary>Gets the state as it is written in documents, such as <c>pending</c>; <see langword="null"/> for records without states.</summary>
    public string? State { get; init; }

    /// <summary>
    /// Gets a value indicating whether the state can never change again. The database guards it: an update of a terminal request or grant
    /// to another state fails.
    /// </summary>
    public bool IsTerminal { get; init; }

    /// <summary>
    /// Gets the next moment at which time brings something: the state ends, or begins, or somebody is to be told; <see langword="null"/> when it is terminal or the
    /// record has none.
    /// </summary>
    public Deadline? Due { get; init; }

    /// <summary>Gets the key of the subject whose record it is, or <see langword="null"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the name of the policy, or <see langword="null"/>.</summary>
    public string? Policy { get; init; }

    /// <summary>Gets the keys of everyone who may find the record: its subject and whoever voted. At most 64.</summary>
    public ImmutableArray<string> Parties { get; init; } = [];
}
