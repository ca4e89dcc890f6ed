using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>A document as an answer.</summary>
internal sealed class ApiAnswer : IResult
{
    private readonly byte[] _body;
    private readonly int _status;

    private ApiAnswer(byte[] body, int status)
    {
        _body = body;
        _status = status;
    }

    private string? Location { get; init; }

    private string? Tag { get; init; }

    /// <summary>The tag of a request as it is shown.</summary>
    public static string TagOf(JitRequest request) => EntityTags.Of(request.Version, Write(request));

    /// <summary>Shows a document.</summary>
    public static ApiAnswer Of<T>(T document, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(document, type), StatusCodes.Status200OK);

    /// <summary>Shows a request, unless the caller has it as it is.</summary>
    public static ApiAnswer Of(JitRequest request, EntityTags known)
    {
        var body = Write(request);
        var tag = EntityTags.Of(request.Version, body);
        return known.HasDocument(tag) ? new([], StatusCodes.Status304NotModified) { Tag = tag } : new(body, StatusCodes.Status200OK) { Tag = tag };
    }

    /// <summary>Answers a command with the request that it made or changed.</summary>
    public static ApiAnswer Done(JitRequest request, string location)
    {
        var body = Write(request);
        return new(body, StatusCodes.Status201Created) { Location = location, Tag = EntityTags.Of(request.Version, body) };
    }

    /// <summary>Answers a command with the grant that it changed.</summary>
    public static ApiAnswer Done(JitGrant grant, string location) =>
        new(JsonSerializer.SerializeToUtf8Bytes(JitGrantDocument.From(grant), ApiJson.Default.JitGrantDocument), StatusCodes.Status201Created)
        {
            Location = location,
        };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.Headers.ETag = Tag;
        response.Headers.Location = Location;
        if (_status == StatusCodes.Status304NotModified)
        {
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = _body.Length;
        await response.Body.WriteAsync(_body, httpContext.RequestAborted);
    }

    private static byte[] Write(JitRequest request) =>
        JsonSerializer.SerializeToUtf8Bytes(JitRequestDocument.From(request), ApiJson.Default.JitRequestDocument);
}
