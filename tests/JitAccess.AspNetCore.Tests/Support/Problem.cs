using System.Text.Json;

namespace JitAccess.AspNetCore.Tests;

/// <summary>Reads a problem document.</summary>
internal sealed record Problem(string Reason, string? Permission, string? Resource, string[]? Policies, string[] Findings, string Text)
{
    public static async Task<Problem> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        Assert.Equal((int)response.StatusCode, root.GetProperty("status").GetInt32());
        return new Problem(
            root.GetProperty("reason").GetString()!,
            TextOf(root, "permission"),
            TextOf(root, "resource"),
            root.TryGetProperty("policies", out var policies) ? [.. policies.EnumerateArray().Select(policy => policy.GetString()!)] : null,
            [.. root.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("reason").GetString()!)],
            text);
    }

    private static string? TextOf(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
