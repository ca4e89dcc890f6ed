using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>The page of <c>docs/guides/notifications.md</c> that votes by link: what stands there stands here, word for word, so it compiles and does what it says.</summary>
public sealed class ApprovalLinkGuideTests
{
    private readonly Box _box = new();

    [Fact]
    public void Guide_Page_IsTheOneBelow()
    {
        var shown = File.ReadLines(Path.Combine(ReferenceTests.RootOfTree(), "docs", "guides", "notifications.md"))
            .SkipWhile(line => line != $"<!-- compiled: {nameof(ApprovalLinkGuideTests)} -->").Skip(2).TakeWhile(line => line != "```").ToList();
        var compiled = File.ReadAllLines(Path.Combine(ReferenceTests.RootOfTree(), "tests", "JitAccess.AspNetCore.Tests", "Api", $"{nameof(ApprovalLinkGuideTests)}.cs"))
            .SkipWhile(line => !line.StartsWith("        app.MapPost(", StringComparison.Ordinal)).Take(shown.Count).Select(line => line[8..]);

        Assert.Equal(3, shown.Count);
        Assert.Equal(compiled, shown);
    }

    [Fact]
    public async Task P07_Page_VotesOnceForWhomTheLinkWasSentTo()
    {
        await using var host = await StartAsync();
        var asked = await host.AskAsync();
        await host.Jit.SettleAsync();
        var query = _box.Links["bo"].Query;

        Assert.Equal("not-signed-in", await RefusalAsync("", query));
        Assert.Equal("link-invalid", await RefusalAsync("chen", query));
        Assert.Equal("link-invalid", await RefusalAsync("bo", query + "x"));
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("bo", $"/jit-pages/requests/{asked.Id}/approve{query}", null)).Status);
        host.Jit.Should("amina").Allow("orders:refund", "orders/4711");
        Assert.Equal("request-settled", await RefusalAsync("bo", query));

        async Task<string> RefusalAsync(string user, string link) =>
            (await host.PostAsync(user, $"/jit-pages/requests/{asked.Id}/approve{link}", null)).Text("reason");
    }

    [Fact]
    public async Task P07_Api_TakesNoLinkInTheBodyOfAVote()
    {
        await using var host = await StartAsync();
        var asked = await host.AskAsync();

        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve","link":"x"}""")).Refuses(400, "member-unknown");
    }

    private Task<ApiHost> StartAsync() => ApiHost.StartAsync(
        jit => jit.AddNotifier("box", _ => _box).ConfigureNotifications(options =>
            (options.LinkBase, options.ApprovalLinks) = (new Uri("https://app.example/jit-pages"), true)),
        use: MapPage);

    private static void MapPage(WebApplication app) =>
        app.MapPost("/jit-pages/requests/{id}/approve", async (HttpContext context, IJitRequests requests, string id, string link, CancellationToken cancellationToken) =>
            await requests.VoteAsync(context.GetJitCaller(), id, new JitVote(VoteDecision.Approve) { Link = link }, cancellationToken: cancellationToken))
            .WithJitProblems();

    private sealed class Box : INotifier
    {
        public Dictionary<string, Uri> Links { get; } = new(StringComparer.Ordinal);

        public Task NotifyAsync(JitNotification notification, CancellationToken cancellationToken)
        {
            if (notification.Facts.ApprovalLink is { } link)
            {
                Links[notification.Recipient.Name] = link;
            }

            return Task.CompletedTask;
        }
    }
}
