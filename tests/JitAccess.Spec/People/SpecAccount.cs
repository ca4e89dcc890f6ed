namespace JitAccess.Spec;

/// <summary>An account. Unlike the library, the specification is told who looks like whom and who is behind which account.</summary>
internal sealed class SpecAccount
{
    public string Tenant { get; set; } = "default";

    public string Issuer { get; set; } = "idp";

    public string Id { get; set; } = "";

    public bool IsWorkload { get; set; }

    /// <summary>Accounts of one tenant with the same value cannot be told apart by a person who reads their names.</summary>
    public string LooksLike { get; set; } = "";

    /// <summary>The human behind the account, where the directory can tell.</summary>
    public string? Person { get; set; }

    public override string ToString() => Tenant == "default" ? Id : $"{Id}@{Tenant}";
}
