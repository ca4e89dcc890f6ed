namespace JitAccess.Stores;

/// <summary>The key of a record; the tenant is always part of it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Kind">What the record holds.</param>
/// <param name="Id">The id within tenant and kind, 1 to 1600 characters, compared ordinally.</param>
public readonly record struct RecordKey(Tenant Tenant, RecordKind Kind, string Id);
