using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>What came back.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, string? ContentType, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Id => Text("id");

    public string ETag => Headers.ETag!.ToString();

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers.ContentType?.ToString(), body);
    }

    public string Text(string member) => Json.GetProperty(member).GetString()!;

    public bool Has(string member) => Json.TryGetProperty(member, out _);

    /// <summary>Expects success.</summary>
    public Answer Is(int status)
    {
        Assert.True((int)Status == status, $"{(int)Status} instead of {status}: {Body}");
        Assert.True(Headers.CacheControl?.NoStore, "every answer is no-store");
        return this;
    }

    /// <summary>Expects a refusal, complete in every member that all refusals have.</summary>
    public Answer Refuses(int status, string reason)
    {
        Is(status);
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal(reason, Text("reason"));
        Assert.Equal("urn:jitaccess:problem/" + reason, Text("type"));
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(Text("title")));
        var first = Json.GetProperty("findings")[0];
        Assert.Equal(Text("detail"), first.GetProperty("message").GetString());
        Assert.Equal(reason, first.GetProperty("reason").GetString());
        foreach (var part in new[] { "member", "value", "limit", "fix" })
        {
            Assert.Equal(Has(part), first.TryGetProperty(part, out var value));
            Assert.True(!Has(part) || Text(part) == value.GetString());
        }

        return this;
    }

    /// <summary>The reasons of all findings.</summary>
    public IReadOnlyList<string> Findings() =>
        [.. Json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("reason").GetString()!)];

    /// <summary>The members that the findings name.</summary>
    public IReadOnlyList<string?> FindingMembers() =>
        [.. Json.GetProperty("findings").EnumerateArray().Select(finding => finding.TryGetProperty("member", out var member) ? member.GetString() : null)];
}
