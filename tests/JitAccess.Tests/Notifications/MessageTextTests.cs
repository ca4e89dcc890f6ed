using FsCheck;
using FsCheck.Fluent;
using JitAccess.Notifications;
using JitAccess.Testing;
using Xunit.Abstractions;

namespace JitAccess.Tests.Notifications;

/// <summary>P36: whatever anybody wrote, a message has one line where it has one line, and nothing in it deceives who reads it.</summary>
public sealed class MessageTextTests(ITestOutputHelper output)
{
    private static readonly string[] Nasty =
    [
        "\r", "\n", "\r\n", "\0", "\t", "\u202e", "\u200b", "\u2028", "\u0085", "\ud800", "\udc00", "\u2066", "\ufeff", "\u001b[31m", "Bcc: eve@example.com", "> ", "é", "😀", "a", " ",
    ];

    private static readonly Arbitrary<string[]> Pieces = Gen.ArrayOf(Gen.Elements(Nasty)).ToArbitrary();

    [Fact]
    public void P36_Line_OfAnyText_IsOneShortLineWithoutUnsafeCharacters() => Properties.Check(
        Prop.ForAll(Pieces, pieces =>
        {
            var line = MessageText.Line(string.Concat(pieces), 40);
            Assert.True(line.Length <= 40 && SafeText.FirstUnsafe(line) < 0, line);
        }),
        output);

    [Fact]
    public void P36_Prose_OfAnyText_HasNoUnsafeCharactersButLineFeedAndTab() => Properties.Check(
        Prop.ForAll(Pieces, pieces =>
        {
            var prose = MessageText.Prose(string.Concat(pieces), 60);
            Assert.True(prose.Length <= 60 && SafeText.FirstUnsafeInProse(prose) < 0 && !prose.Contains('\r', StringComparison.Ordinal), prose);
        }),
        output);

    [Fact]
    public void P36_Quote_OfAnyText_HasNoLineOfItsOwn() => Properties.Check(
        Prop.ForAll(Pieces, pieces => Assert.All(MessageText.Quote(string.Concat(pieces)).Split('\n'), line => Assert.StartsWith("> ", line, StringComparison.Ordinal))),
        output);

    [Fact]
    public void Line_SafeText_StaysAsItIs() => Properties.Check(
        Prop.ForAll(Gen.ArrayOf(Gen.Elements("a", "é", "😀", " ", "漢")).ToArbitrary(), pieces =>
            Assert.Equal(string.Concat(pieces), MessageText.Line(string.Concat(pieces), 1000))),
        output);

    [Fact]
    public async Task P36_Names_OfADirectoryThatIsHostile_BreakNoLine()
    {
        var box = new Mailbox();
        await using var room = await PostRoom.OpenAsync();
        room.Host.People.Add("amina", new DirectoryEntry(room.Host.People.SubjectOf("amina"))
        {
            Roles = ["support"],
            DisplayName = "Amina\r\nBcc: eve@example.com\r\n\r\nPolicy: nothing to see\u202e",
        });
        var node = await room.NodeAsync(box);

        await room.AskAsync("maintain");
        await node.SettleAsync(CancellationToken.None);

        var asked = Assert.Single(box.Got);
        Assert.StartsWith("Amina\\u000d\\u000aBcc: eve@example.com", asked.Title, StringComparison.Ordinal);
        Assert.DoesNotContain("\nBcc", asked.Text, StringComparison.Ordinal);
        Assert.Single(asked.Text.Split('\n'), line => line.StartsWith("Policy: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Template_WordsTheMessage_AndBreaksNoLineEither()
    {
        var box = new Mailbox();
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(box, jit => jit.UseNotificationTemplate<Broken>().UseNotificationTemplate<Wild>());

        await room.AskAsync("maintain");
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(("orders:maintain\\u000d\\u000aX: y", "one\ntwo\\u202e"), (Assert.Single(box.Got).Title, box.Got[0].Text));
    }

    [Fact]
    public async Task Template_SaysNothing_LeavesTheWords()
    {
        var box = new Mailbox();
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(box, jit => jit.UseNotificationTemplate<Silent>().UseNotificationTemplate<Broken>());

        await room.AskAsync("maintain");
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal("amina asks for orders:maintain on orders/1", Assert.Single(box.Got).Title);
    }

    [Fact]
    public async Task Audience_NamesWhoMayBe_AndLeavesOutWhoIsKnownNotTo()
    {
        await using var room = await PostRoom.OpenAsync();
        var services = room.Services(room.Store, jit => jit.AddNotifier("box", _ => new Mailbox()));
        var audience = (NotificationAudience)services.GetService(typeof(NotificationAudience))!;
        room.Host.People.Disable("chen");
        var stranger = Has.Subject(Subject.Human(TestPeople.Issuer, "stranger"));

        Assert.Equal(["bo"], await OfAsync(PostRoom.Named("bo") | PostRoom.Named("chen")));
        Assert.Equal(["bo"], await OfAsync(Has.Role("support-lead") & (PostRoom.Named("bo") | PostRoom.Named("amina"))));
        Assert.Equal(["stranger"], await OfAsync(stranger));
        Assert.Equal([], await OfAsync(Has.Subject(Subject.Human(TestPeople.Issuer, "bo", Tenant.Of("other")))));
        Assert.Null(await OfAsync(PostRoom.Named("bo") | Has.Role("support-lead")));
        Assert.Null(await OfAsync(!PostRoom.Named("bo")));

        async Task<IEnumerable<string>?> OfAsync(Condition condition) =>
            (await audience.FindAsync(Tenant.Default, condition, Relations.Unknown, room.Time.Now, CancellationToken.None))?.Select(entry => entry.Subject.Id);
    }

    private sealed class Broken : INotificationTemplate
    {
        public NotificationText? Write(JitNotification notification) => throw new InvalidOperationException("The test says no.");
    }

    private sealed class Silent : INotificationTemplate
    {
        public NotificationText? Write(JitNotification notification) => null;
    }

    private sealed class Wild : INotificationTemplate
    {
        public NotificationText? Write(JitNotification notification) => new($"{notification.Facts.Scopes[0].Permission}\r\nX: y", "one\r\ntwo\u202e");
    }
}
