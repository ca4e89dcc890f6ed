using System.Text;
using System.Text.Json;
using JitAccess.Followers;
using JitAccess.Notifications;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Tests.Notifications;

/// <summary>One-shot links in messages: one for each who is asked by name, the same whenever the message is made anew, and nowhere but in the message.</summary>
public sealed class ApprovalLinkMessageTests
{
    private readonly Mailbox _box = new();

    [Fact]
    public async Task P07_Asked_EachHasALinkOfTheirOwn_AndVotesWithIt()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box, Links);
        var request = await room.AskAsync("pay-out");
        await node.SettleAsync(CancellationToken.None);

        var links = _box.Take().ToDictionary(message => message.Recipient.Name, message => message.Facts.ApprovalLink!, StringComparer.Ordinal);
        Assert.Equal(["bo", "chen"], links.Keys.Order(StringComparer.Ordinal));
        Assert.All(links.Values, link => Assert.StartsWith($"https://app.example/jit/requests/{request.Id}?link=", link.AbsoluteUri, StringComparison.Ordinal));
        Assert.NotEqual(links["bo"], links["chen"]);
        Assert.Equal(Reason.LinkInvalid, await RefusalAsync(room, "chen", request, links["bo"]));

        await VoteAsync(room, "bo", request, links["bo"]);
        Assert.Equal(Reason.LinkUsed, await RefusalAsync(room, "bo", request, links["bo"]));
        await VoteAsync(room, "chen", request, links["chen"]);
        await node.SettleAsync(CancellationToken.None);

        var last = Assert.Single(_box.Take());
        Assert.Equal(RequestState.Approved, (await VoteAsync(room, last.Recipient.Name, request, last.Facts.ApprovalLink!)).State);
    }

    [Fact]
    public async Task Asked_TextsHoldTheLink_AndNothingThatIsLoggedDoes()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box, Links);
        await room.AskAsync("maintain");
        await node.SettleAsync(CancellationToken.None);

        var message = Assert.Single(_box.Got);
        var link = message.Facts.ApprovalLink!.AbsoluteUri;
        Assert.EndsWith($"\nTo vote, signed in as yourself; the link is yours alone, and good for one vote:\n{link}\n", message.Text, StringComparison.Ordinal);
        using (var body = JsonDocument.Parse(WebhookBody.Of(message)))
        {
            Assert.Equal(link, body.RootElement.GetProperty("facts").GetProperty("approvalLink").GetString());
        }

        var digest = Digests.Of([message, message]);
        Assert.Contains(link, digest.Text, StringComparison.Ordinal);
        object[] logged = [message, message.Facts, digest, new NotificationText(message.Title, message.Text), message.Recipient];
        Assert.All(logged, item => Assert.DoesNotContain(Token(message.Facts.ApprovalLink), item.ToString(), StringComparison.Ordinal));
        Assert.All(logged[..4], item => Assert.DoesNotContain("amina", item.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task P07_MadeAgainByAnotherNode_IsTheSameLink_AndUsedIsUsed()
    {
        await using var room = await PostRoom.OpenAsync();
        var (one, two) = (new Mailbox(), new Mailbox());
        var request = await room.AskAsync("pay-out");
        await room.Node(room.Store, jit => Links(jit.AddNotifier("one", _ => one))).SettleAsync(CancellationToken.None);
        await room.Node(room.Store, jit => Links(jit.AddNotifier("two", _ => two))).SettleAsync(CancellationToken.None);

        var links = LinksIn(one);
        Assert.Equal(2, links.Count);
        Assert.Equal(links, LinksIn(two));

        // A vote that narrows changes what a message shows, and so what its link is good for; but it is the same link still.
        await room.Host.As("bo").VoteAsync(request, new JitVote(VoteDecision.Approve) { Link = Token(links["bo"]), NarrowToDuration = Duration.FromMinutes(5) });
        var three = new Mailbox();
        await room.Node(room.Store, jit => Links(jit.AddNotifier("three", _ => three))).SettleAsync(CancellationToken.None);

        Assert.Equal(Reason.LinkUsed, await RefusalAsync(room, "bo", request, LinksIn(three)["bo"]));
        Assert.Equal(Reason.LinkStale, await RefusalAsync(room, "chen", request, links["chen"]));
        await VoteAsync(room, "chen", request, LinksIn(three)["chen"]);

        static Dictionary<string, Uri> LinksIn(Mailbox box) =>
            box.All.Where(message => message.Kind == JitNotificationKind.ApprovalAsked).ToDictionary(message => message.Recipient.Name, message => message.Facts.ApprovalLink!, StringComparer.Ordinal);
    }

    [Fact]
    public async Task NoLink_WhereNobodyIsNamed_WhereNothingWaits_AndWhereNobodyWantsIt()
    {
        await using var room = await PostRoom.OpenAsync();
        var without = new Mailbox();
        var plain = await room.NodeAsync(without, jit => jit.ConfigureNotifications(options => options.LinkBase = new Uri("https://app.example")));
        await room.Host.As("bo").DenyAsync(await room.AskAsync("maintain"));
        await room.AskAsync("refund-order");
        await plain.SettleAsync(CancellationToken.None);
        await room.Node(room.Store, jit => Links(jit.AddNotifier("late", _ => _box))).SettleAsync(CancellationToken.None);

        Assert.Contains(without.All, message => message.Facts.Link is not null);
        Assert.Contains(_box.All, message => message.Recipient.Audience is not null);
        Assert.All(_box.All.Concat(without.All), message => Assert.Null(message.Facts.ApprovalLink));
    }

    [Fact]
    public void Options_LinksWithoutAnAddress_AreRefused()
    {
        var refused = new NotificationOptionsValidator().Validate(null, new NotificationOptions { ApprovalLinks = true });

        Assert.Contains("LinkBase", Assert.Single(refused.Failures!), StringComparison.Ordinal);
        Assert.True(new NotificationOptionsValidator().Validate(null, new NotificationOptions { ApprovalLinks = true, LinkBase = new Uri("https://app.example") }).Succeeded);
    }

    private static void Links(JitAccessBuilder jit) => jit.ConfigureNotifications(options =>
        (options.LinkBase, options.ApprovalLinks) = (new Uri("https://app.example/jit/"), true));

    private static string Token(Uri link) => link.Query["?link=".Length..];

    private static Task<JitRequest> VoteAsync(PostRoom room, string voter, JitRequest request, Uri link) =>
        room.Host.As(voter).VoteAsync(request, new JitVote(VoteDecision.Approve) { Link = Token(link) });

    private static async Task<Reason> RefusalAsync(PostRoom room, string voter, JitRequest request, Uri link) =>
        (await Assert.ThrowsAsync<JitRejectedException>(() => VoteAsync(room, voter, request, link))).Reason;
}
