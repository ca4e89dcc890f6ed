using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>Something that happened: one journal entry. Applying it changes records; nothing else does.</summary>
/// <param name="Tenant">The tenant of the entry.</param>
internal abstract record JitEvent([property: JsonIgnore] Tenant Tenant)
{
    /// <summary>The kind that the envelope names. Kinds are API.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>What it means to a table of live grants.</summary>
    [JsonIgnore]
    public virtual ImmutableArray<Effect> Effects => [];

    /// <summary>The records after it.</summary>
    public abstract World Apply(World world);
}
