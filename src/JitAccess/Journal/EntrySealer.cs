using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Journal;

/// <summary>Writes the bytes of journal entries, once: envelope, data and effects, chained to the entry before and authenticated.</summary>
/// <remarks>Thread-safe. The format is described in <c>docs/reference/journal.md</c>.</remarks>
internal sealed class EntrySealer(Authenticator authenticator)
{
    /// <summary>The version of the envelope that this code writes.</summary>
    public const int EnvelopeVersion = 1;

    public StoredEntry Seal(JitEvent happened, Actor actor, long position, ReadOnlySpan<byte> previousHash, Instant time)
    {
        var keyId = authenticator.CurrentKeyId;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", EnvelopeVersion);
            writer.WriteNumber("position", position);
            writer.WriteString("tenant", happened.Tenant.Id);
            writer.WriteString("time", InstantText.Format(time));
            writer.WritePropertyName("actor");
            Write(writer, actor);
            writer.WriteString("kind", happened.Kind);
            writer.WritePropertyName("data");
            JournalJson.Write(writer, happened);
            writer.WriteStartArray("effects");
            foreach (var effect in happened.Effects)
            {
                effect.Write(writer);
            }

            writer.WriteEndArray();
            writer.WriteString("previous", Convert.ToHexStringLower(previousHash));
            writer.WriteString("key", keyId);
            writer.WriteEndObject();
        }

        var bytes = buffer.WrittenMemory.ToArray();
        return new StoredEntry(
            position, happened.Tenant, time, bytes, SHA256.HashData(bytes), keyId, authenticator.MacOfEntry(bytes, keyId));
    }

    private static void Write(Utf8JsonWriter writer, Actor actor)
    {
        writer.WriteStartObject();
        if (actor.Host is not null)
        {
            writer.WriteString("host", actor.Host);
        }

        if (actor.Subject is not null)
        {
            writer.WritePropertyName("subject");
            JournalJson.Write(writer, actor.Subject);
            writer.WriteStartArray("actsFor");
            foreach (var other in actor.ActsFor)
            {
                JournalJson.Write(writer, other);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
