using System.Collections.Immutable;

namespace JitAccess;

/// <summary>A guardrail as the builder or a file says it, before anything is checked.</summary>
internal sealed record GuardrailDraft
{
    public string? Name { get; init; }

    public ImmutableArray<Permission> Permissions { get; init; } = [];

    public ImmutableArray<Resource> Resources { get; init; } = [];

    public Condition? When { get; init; }
}
