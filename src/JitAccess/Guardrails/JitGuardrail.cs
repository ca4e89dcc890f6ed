using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>A deny rule over all policies of all sets: what it covers is given to nobody for whom its condition holds, or cannot be told not to.</summary>
/// <remarks>From <see cref="Create"/> or from a file, it has passed every check of <c>docs/reference/policies.md</c>. Immutable and safe for concurrent use.</remarks>
public sealed class JitGuardrail
{
    internal JitGuardrail(GuardrailDraft draft)
    {
        Name = draft.Name!;
        Permissions = draft.Permissions;
        Resources = draft.Resources;
        When = draft.When!;
    }

    /// <summary>Gets the name, unique within the set: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</summary>
    public string Name { get; }

    /// <summary>Gets the permissions that it covers, at most 200; empty for all of them.</summary>
    public ImmutableArray<Permission> Permissions { get; }

    /// <summary>Gets the resources that it covers, at most 200; empty for all of them, the root among them.</summary>
    public ImmutableArray<Resource> Resources { get; }

    /// <summary>Gets when it denies: what holds of whoever asks, at the moment at which access is to begin.</summary>
    public Condition When { get; }

    /// <summary>Begins a guardrail.</summary>
    /// <param name="name">The name: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</param>
    /// <returns>A builder; nothing is checked before <see cref="JitGuardrailBuilder.Build"/>.</returns>
    public static JitGuardrailBuilder Create(string name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Says whether any of what a scope stands for is covered.</summary>
    internal bool Covers(Scope scope) =>
        (Permissions.IsEmpty || Permissions.Contains(scope.Permission))
        && (Resources.IsEmpty || Resources.Any(resource => resource.Covers(scope.Resource) || scope.Resource.Covers(resource)));

    /// <summary>Writes the guardrail in its canonical form.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        WriteNames(writer, "denies", Permissions.Select(permission => permission.Name));
        WriteNames(writer, "on", Resources.Select(resource => resource.Path));
        writer.WritePropertyName("when");
        When.Write(writer);
        writer.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter writer, string member, IEnumerable<string> names)
    {
        if (!names.Any())
        {
            return;
        }

        writer.WriteStartArray(member);
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
