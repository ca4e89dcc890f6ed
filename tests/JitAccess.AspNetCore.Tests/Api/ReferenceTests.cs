using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary><c>docs/reference/http-api.md</c> says what is so.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(RootOfTree(), "docs", "reference", "http-api.md"));

    [Fact]
    public async Task Examples_PlayedInTheirOrder_GetTheAnswersThatStandThere()
    {
        await using var host = await ApiHost.StartAsync();
        var messages = Examples().Matches(Text).Select(match => match.Groups["text"].Value.TrimEnd()).ToList();
        var names = new Dictionary<string, string>(StringComparer.Ordinal); // what the page calls an id or tag -> what it is here
        Assert.True(messages.Count >= 14 && messages.Count % 2 == 0, $"{messages.Count} messages");

        for (var index = 0; index < messages.Count; index += 2)
        {
            using var response = await host.Client.SendAsync(RequestOf(messages[index], names));
            await ExpectAsync(messages[index + 1], response, names, messages[index].Split('\n')[0]);
        }
    }

    [Fact]
    public async Task Routes_AreTheOnesThatAreMapped()
    {
        await using var host = await ApiHost.StartAsync();
        var mapped = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not null) // one takes what reaches no other
            .Select(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single() + " " + endpoint.RoutePattern.RawText!["/jit".Length..])
            .Order(StringComparer.Ordinal);

        Assert.Equal(mapped, RouteRow().Matches(Text).Select(match => match.Groups["route"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Members_OfEveryDocument_AreNamed()
    {
        var members = typeof(JitRequestDocument).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetProperties())
            .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

        Assert.All(members, member => Assert.Matches($"[`\"{{, ]{member}[?`\"}}, ]", Text));
    }

    [Fact]
    public void Reasons_StandUnderTheirStatus()
    {
        // What the API itself never says: checks, publishing, operating, local times, housekeeping and links to vote with do.
        string[] others =
        [
            "no-grant", "out-of-scope", "expired", "released", "revoked", "used-up", "needs-commit", "jit-grant-required", "may-not-publish",
            "may-not-operate", "local-time-skipped", "local-time-ambiguous", "link-invalid", "link-used", "link-stale",
            "policy-set-conflict", "policy-set-outdated", "policy-name-taken", "policy-invalid", "auto-approval-too-broad", "target-not-allowed",
            "delegation-to-self", "delegation-circle", "delegation-time-invalid", "too-many-delegations",
            "content-not-approved", "second-person-missing", "self-erasure", "key-unknown", "key-current", "key-ring-foreign", "key-file-unusable",
            "chain-too-long", // a principal with such a chain names no subject
        ];
        var listed =
            from Match row in ReasonRow().Matches(Text)
            from Match code in Code().Matches(row.Groups["codes"].Value)
            select (Status: int.Parse(row.Groups["status"].Value, System.Globalization.CultureInfo.InvariantCulture), code.Groups["code"].Value);
        var known = Reason.All.Where(reason => !others.Contains(reason.Code, StringComparer.Ordinal))
            .Select(reason => (Status: ProblemStatus.Of(reason.Kind), reason.Code));

        Assert.Equal(known.Order(), listed.Order());
    }

    private static HttpRequestMessage RequestOf(string message, Dictionary<string, string> names)
    {
        var (head, body) = Split(names.Aggregate(message, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal)));
        var first = head[0].Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(first[0]), first[1]);
        foreach (var header in head.Skip(1).Select(line => line.Split(": ", 2)).Where(header => header[0] != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    private static async Task ExpectAsync(string message, HttpResponseMessage response, Dictionary<string, string> names, string of)
    {
        var (head, body) = Split(message);
        var actual = await response.Content.ReadAsStringAsync();
        Assert.True(head[0].Split(' ')[1] == ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), $"{of}: {actual}");
        Learn(message, head, response, actual, names);
        foreach (var header in head.Skip(1).Select(line => line.Split(": ", 2)))
        {
            var values = header[0] == "Content-Type" ? [response.Content.Headers.ContentType!.ToString()] : response.Headers.GetValues(header[0]);
            Assert.Equal(Here(header[1], names), string.Join(", ", values));
        }

        var headers = response.Headers.Select(header => header.Key).Order(StringComparer.Ordinal);
        Assert.Equal(headers, head.Skip(1).Select(line => line.Split(": ")[0]).Where(name => name != "Content-Type").Order(StringComparer.Ordinal));
        Assert.True(
            body.Length == 0 ? actual.Length == 0 : JsonNode.DeepEquals(JsonNode.Parse(Here(body, names)), JsonNode.Parse(actual)), $"{of}\n{actual}");
    }

    // The page's ids and tags are made up: each stands for the one that comes in its place, and always for the same.
    private static void Learn(string message, string[] head, HttpResponseMessage response, string actual, Dictionary<string, string> names)
    {
        var here = string.Join('\n', [response.Headers.Location?.ToString() ?? "", response.Headers.ETag?.ToString() ?? "", actual]);
        var there = string.Join('\n', [Header(head, "Location"), Header(head, "ETag"), message[(message.IndexOf("\n\n", StringComparison.Ordinal) + 1)..]]);
        var (mine, theirs) = (Names().Matches(here), Names().Matches(there));
        for (var index = 0; index < Math.Min(mine.Count, theirs.Count); index++)
        {
            names.TryAdd(theirs[index].Value, mine[index].Value);
        }
    }

    private static string Header(string[] head, string name) =>
        head.FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..] ?? "";

    private static string Here(string text, Dictionary<string, string> names) =>
        names.Aggregate(text, (changed, name) => changed.Replace(name.Key, name.Value, StringComparison.Ordinal));

    private static (string[] Head, string Body) Split(string message)
    {
        var parts = message.Split("\n\n", 2);
        return (parts[0].Split('\n'), parts.Length == 2 ? parts[1] : "");
    }

    internal static string RootOfTree()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "JitAccess.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"^```http\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Examples();

    [GeneratedRegex(@"^\| `(?<route>(GET|POST) [^`?]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RouteRow();

    [GeneratedRegex(@"^\| (?<status>[45]\d\d) \|[^|]*\|(?<codes>[^|]*)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReasonRow();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![a-z2-7])[a-z2-7]{26}(?![a-z2-7])|\d+-[0-9a-f]{16}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();
}
