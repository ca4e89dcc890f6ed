using JitAccess.Stores;

namespace JitAccess;

/// <summary>What a mass revocation found: the grants to end, and those that it has to end and cannot read.</summary>
internal sealed record CarryingOn(IReadOnlyCollection<GrantRecord> Grants, IReadOnlySet<RecordKey> Unreadable);
