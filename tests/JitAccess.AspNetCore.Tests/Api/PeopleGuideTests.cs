using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>The commands of <c>docs/guides/asking.md</c> and <c>approving.md</c>: what stands there in full is sent, and every other names a route.</summary>
public sealed partial class PeopleGuideTests
{
    [Fact]
    public async Task Commands_InFull_AskAndApprove()
    {
        await using var host = await ApiHost.StartAsync();
        var ask = Assert.Single(Commands().Matches(Page("asking.md")));
        var vote = Assert.Single(Commands().Matches(Page("approving.md")));
        Assert.Equal(("/jit/requests", "/jit/requests/{id}/votes"), (ask.Groups["path"].Value, vote.Groups["path"].Value));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("amina", "/jit/requests?dryRun=true", ask.Groups["body"].Value)).Status);
        var asked = await host.PostAsync("amina", "/jit/requests", ask.Groups["body"].Value, HeadersOf(ask));
        Assert.Equal(HttpStatusCode.Created, asked.Status);
        var shown = await host.GetAsync("bo", $"/jit/requests/{asked.Text("id")}");
        var path = $"/jit/requests/{asked.Text("id")}/votes";

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await host.PostAsync("bo", path, vote.Groups["body"].Value, HeadersOf(vote))).Status);
        var voted = await host.PostAsync("bo", path, vote.Groups["body"].Value, ("If-Match", shown.ETag));
        Assert.Equal((HttpStatusCode.Created, "approved"), (voted.Status, voted.Text("state")));
    }

    [Fact]
    public async Task Commands_InSentences_NameRoutesThatAreMapped()
    {
        await using var host = await ApiHost.StartAsync();
        var mapped = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not null)
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText}")
            .ToHashSet(StringComparer.Ordinal);
        var named = Sentences().Matches(Page("asking.md") + Page("approving.md")).Select(match => $"{match.Groups["method"].Value} {match.Groups["path"].Value}").ToList();

        Assert.True(named.Count >= 12, $"{named.Count} commands");
        Assert.All(named, command => Assert.Contains(command, mapped));
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(ReferenceTests.RootOfTree(), "docs", "guides", name)).ReplaceLineEndings("\n");

    private static (string Name, string Value)[] HeadersOf(Match command) =>
        [.. command.Groups["headers"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).Where(line => line[0] != "Content-Type").Select(line => (line[0], line[1]))];

    [GeneratedRegex(@"^```http\nPOST (?<path>\S+)\n(?<headers>([^\n]+\n)*)\n(?<body>.*?)\n```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Commands();

    [GeneratedRegex(@"`(?<method>GET|POST)\s(?<path>/jit/[^`?]+)(\?[^`]*)?`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sentences();
}
