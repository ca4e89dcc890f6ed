using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitAccess.Journal;

/// <summary>A subject as <c>{tenant, issuer, id, kind?}</c>; a kind that is not written means a human.</summary>
internal sealed class SubjectJsonConverter : JsonConverter<Subject>
{
    private const string Workload = "workload";

    public override Subject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? tenant = null, issuer = null, id = null, kind = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "tenant": tenant = reader.GetString(); break;
                case "issuer": issuer = reader.GetString(); break;
                case "id": id = reader.GetString(); break;
                case "kind": kind = reader.GetString(); break;
                default: throw new JsonException($"A subject has no member \"{name}\".");
            }
        }

        return Restore(tenant, issuer, id, kind);
    }

    /// <summary>Makes a subject of its members as they are written.</summary>
    /// <exception cref="JsonException">One is missing, or its kind is unknown.</exception>
    public static Subject Restore(string? tenant, string? issuer, string? id, string? kind) =>
        tenant is null || issuer is null || id is null || kind is not (null or Workload)
            ? throw new JsonException("A subject needs tenant, issuer and id.")
            : Subject.Restore(JitAccess.Tenant.Restore(tenant), issuer, id, kind is null ? SubjectKind.Human : SubjectKind.Workload);

    public override void Write(Utf8JsonWriter writer, Subject value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("tenant", value.Tenant.Id);
        writer.WriteString("issuer", value.Issuer);
        writer.WriteString("id", value.Id);
        if (value.Kind == SubjectKind.Workload)
        {
            writer.WriteString("kind", Workload);
        }

        writer.WriteEndObject();
    }
}
