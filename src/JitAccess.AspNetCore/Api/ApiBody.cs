using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JitAccess;

/// <summary>Reads the body of a request: at most 64 KiB of JSON in UTF-8, at most 16 levels deep, an object.</summary>
internal static class ApiBody
{
    /// <summary>The most bytes of a body.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The deepest nesting; the object itself is the first level.</summary>
    public const int MaxDepth = 16;

    // Far beyond the limit nothing is read at all, not even to find out whether it nests too deep.
    private const long Hopeless = 16 * MaxBytes;

    /// <summary>Reads the bytes as they were sent; none when there is no body.</summary>
    /// <exception cref="JitRejectedException">It is too large, or not JSON by its own account.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Hopeless)
        {
            throw Refuse(ApiFindings.TooLarge());
        }

        // INVARIANT: one byte more than the limit is the most that is ever read, whatever the length that was announced. (The server's own limit would break the
        // connection before the client could read why.)
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (buffer.WrittenCount <= MaxBytes)
        {
            var room = buffer.GetMemory(1);
            var read = await ReadSomeAsync(request, room[..Math.Min(room.Length, MaxBytes + 1 - buffer.WrittenCount)], cancellationToken);
            if (read == 0)
            {
                break;
            }

            buffer.Advance(read);
        }

        if (buffer.WrittenCount > 0 && RefuseType(request) is { } type)
        {
            throw Refuse(type);
        }

        return buffer.WrittenCount <= MaxBytes ? buffer.WrittenMemory
            : StrictJson.IsDeeper(buffer.WrittenSpan, MaxDepth) ? throw Refuse(StrictJson.TooDeep("", MaxDepth), ApiFindings.TooLarge())
            : throw Refuse(ApiFindings.TooLarge());
    }

    /// <summary>Reads an object out of the bytes; <see langword="null"/>, with findings, when they hold none.</summary>
    public static T? Parse<T>(ReadOnlyMemory<byte> utf8, Func<StrictObject, ICollection<Finding>, T?> read, ICollection<Finding> findings)
        where T : class
    {
        if (utf8.IsEmpty)
        {
            findings.Add(ApiFindings.Empty());
            return null;
        }

        using var document = StrictJson.Parse(utf8, MaxDepth, "", findings);
        if (document is null)
        {
            return null;
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            findings.Add(StrictJson.WrongType(document.RootElement, "$", "an object"));
            return null;
        }

        var body = StrictObject.Open(document.RootElement, "", findings);
        var value = read(body, findings);
        body.Close(ServerMembers.Names);
        return value;
    }

    private static async ValueTask<int> ReadSomeAsync(HttpRequest request, Memory<byte> into, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Body.ReadAsync(into, cancellationToken);
        }
        catch (BadHttpRequestException exception)
        {
            throw Refuse(exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? ApiFindings.TooLarge() : Unreadable());
        }
    }

    private static Finding? RefuseType(HttpRequest request)
    {
        var (types, encodings) = (request.Headers.ContentType, request.Headers.ContentEncoding);
        if (types.Count != 1
            || !MediaTypeHeaderValue.TryParse(types[0], out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return ApiFindings.NotJson("is not declared as JSON", types.ToString());
        }

        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        return charset.Length > 0 && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                ? ApiFindings.NotJson("is declared as another charset than UTF-8", types.ToString())
            : encodings.Any(encoding => !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
                ? ApiFindings.NotJson("is compressed, which is not understood here", encodings.ToString()) with { Member = "Content-Encoding" }
            : null;
    }

    private static Finding Unreadable() => new(Reason.Malformed, "The body could not be read to its end.") { Fix = "Send it again." };

    private static JitRejectedException Refuse(params ReadOnlySpan<Finding> findings) => new(Explanation.Of(findings.ToArray()));
}
