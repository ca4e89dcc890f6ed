using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitAccess;
using NodaTime;

namespace CustomStore;

/// <summary>A line of the file: everything that one flush made durable, in order.</summary>
/// <remarks>On disk it is the SHA-256 of its JSON, a space and the JSON, which has no line break in it.</remarks>
/// <param name="Incarnation">The identity of this life of the store.</param>
/// <param name="Changes">The changes of one group.</param>
internal sealed record Line(string Incarnation, IReadOnlyList<Change> Changes)
{
    private const int HashLength = 64;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new As<Tenant, string>(tenant => tenant.Id, Tenant.Restore),
            new As<Instant, long>(instant => instant.ToUnixTimeMilliseconds(), Instant.FromUnixTimeMilliseconds),
            new As<Deadline, long>(deadline => deadline.UnixMilliseconds, Deadline.FromUnixMilliseconds),
        },
    };

    public byte[] ToBytes()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        return [.. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))), (byte)' ', .. json, (byte)'\n'];
    }

    /// <summary>Reads a line without its end; nothing when it is not whole.</summary>
    public static Line? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= HashLength + 1)
        {
            return null;
        }

        var json = bytes[(HashLength + 1)..];
        return bytes[..HashLength].SequenceEqual(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))))
            ? JsonSerializer.Deserialize<Line>(json, Json)
            : null;
    }

    private sealed class As<T, TWritten>(Func<T, TWritten> write, Func<TWritten, T> read) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(JsonSerializer.Deserialize<TWritten>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, write(value), options);
    }
}
