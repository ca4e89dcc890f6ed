namespace JitAccess;

/// <summary>One of many questions about the same subject: may it do this there?</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
/// <param name="Permission">The permission, such as <c>orders:refund</c>.</param>
/// <param name="Resource">The concrete resource, such as <c>orders/4711</c>; <see langword="null"/> means the root. One that is not canonical is denied.</param>
public readonly record struct JitQuestion(string Permission, string? Resource = null);
