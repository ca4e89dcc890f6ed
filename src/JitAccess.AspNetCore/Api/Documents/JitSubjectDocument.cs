using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>A subject as the HTTP API shows it.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record JitSubjectDocument
{
    /// <summary>Gets who vouches for the id.</summary>
    [JsonPropertyName("issuer")]
    public required string Issuer { get; init; }

    /// <summary>Gets the immutable id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Gets the name that people know the subject by; absent when there is none or it was erased.</summary>
    [JsonPropertyName("name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    internal static JitSubjectDocument From(Subject subject, string? name = null) => new() { Issuer = subject.Issuer, Id = subject.Id, Name = name };

    /// <summary>Says which one this is without a word of personal text, so that it is safe to log.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"a subject of {Issuer}";
}
