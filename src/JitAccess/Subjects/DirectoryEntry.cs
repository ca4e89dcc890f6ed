using System.Collections.Immutable;

namespace JitAccess;

/// <summary>What a directory says about one subject.</summary>
/// <param name="Subject">The subject that was asked for.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record DirectoryEntry(Subject Subject)
{
    /// <summary>
    /// Gets a value indicating whether the account may be used. An inactive account has no roles and no attributes, whatever is listed here, and
    /// is eligible for nothing, not even where any signed-in subject is. It may still give up and end what it could before.
    /// <value>The default is <see langword="true"/>.</value>
    /// </summary>
    public bool IsActive { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether this is a group. A group is refused as a subject: a grant belongs to one human or one workload.
    /// <value>The default is <see langword="false"/>.</value>
    /// </summary>
    public bool IsGroup { get; init; }

    /// <summary>Gets the roles, compared ordinally. <value>The default is empty: no role.</value></summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Gets the attributes, each with its values; names and values are compared ordinally. <value>The default is empty.</value></summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Attributes { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>
    /// Gets the names of the attributes whose values name a person or an address, so that the journal keeps them as text that can be erased.
    /// <value>The default is empty.</value>
    /// </summary>
    public ImmutableHashSet<string> PersonalAttributes { get; init; } = [];

    /// <summary>
    /// Gets the id of the human behind the account, the same for all accounts of one human in the tenant: they cannot approve each other.
    /// <value>The default is <see langword="null"/>: only the names of the accounts tell.</value>
    /// </summary>
    public string? PersonId { get; init; }

    /// <summary>Gets the name that people know the subject by; personal text. <value>The default is <see langword="null"/>.</value></summary>
    public string? DisplayName { get; init; }
}
