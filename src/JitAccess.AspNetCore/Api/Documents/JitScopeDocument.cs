using System.ComponentModel;
using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A permission on a resource as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitScopeDocument
{
    /// <summary>Gets what may be done, such as <c>orders:refund</c>.</summary>
    [JsonPropertyName("permission")]
    public required string Permission { get; init; }

    /// <summary>Gets where it may be done, such as <c>orders/*</c>; absent for the root.</summary>
    [JsonPropertyName("resource"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("Absent for the root")]
    public string? Resource { get; init; }

    internal static JitScopeDocument From(Scope scope) =>
        new() { Permission = scope.Permission.Name, Resource = scope.Resource.IsRoot ? null : scope.Resource.Path };
}
