using System.Text.Json;
using JitAccess.Nodes;
using JitAccess.Notifications;
using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Notifications;

/// <summary>What time brings to those who are away, and to those whose access ends: reminders, others who may decide too, warnings.</summary>
public sealed class WaitingTests
{
    private static readonly Duration Hour = Duration.FromHours(1);
    private readonly Mailbox _box = new();
    private JitNotification? _last;

    private static JitPolicy Slow { get; } = Build(PostRoom.Named("bo") | PostRoom.Named("chen"));

    private static JitPolicySet Set(int version, params JitPolicy[] policies) => JitPolicySet.Create("slow", version, policies);

    [Fact]
    public async Task Stage_HasWaited_RemindsThoseOnceWhoHaveNotVoted()
    {
        await using var room = await OpenAsync(Slow);
        var node = await room.NodeAsync(_box);
        var request = await room.AskAsync("slow");
        await room.Host.As("bo").ApproveAsync(request);
        await TakeAsync(node);

        await room.Host.AdvanceAsync(Hour - Duration.FromSeconds(1));
        Assert.Empty(await TakeAsync(node));
        await room.Host.AdvanceAsync(Duration.FromSeconds(1));
        Assert.Equal(["ApprovalReminder chen"], await TakeAsync(node));
        Assert.Equal("lead", _last!.Facts.Stage);
        await room.Host.AdvanceAsync(Hour / 2);
        Assert.Empty(await TakeAsync(node));
    }

    [Fact]
    public async Task Stage_HasWaitedTooLong_OthersMayDecideTooAndAreAsked()
    {
        await using var room = await OpenAsync(Slow);
        var node = await room.NodeAsync(_box);
        var request = await room.AskAsync("slow");
        await room.Host.AdvanceAsync((2 * Hour) - Duration.FromSeconds(1));
        await TakeAsync(node);

        Assert.Equal(Reason.NotApprover, await RefusalAsync(() => room.Host.As("olga").ApproveAsync(request)));
        Assert.DoesNotContain(request.Id, await WaitingForAsync(room, "olga"));
        await room.Host.AdvanceAsync(Duration.FromSeconds(1));

        Assert.Equal(["ApprovalAsked olga"], await TakeAsync(node));
        Assert.Contains(request.Id, await WaitingForAsync(room, "olga"));
        await room.Host.As("olga").ApproveAsync(request);
        await room.Host.As("chen").ApproveAsync(request); // those who could before still can
        Assert.Equal("boss", (await room.Host.As("amina").ReadAsync(request)).Stages.Single(stage => stage.IsOpen).Name);
    }

    // P05: nobody decides on a request of their own, however long it waits.
    [Fact]
    public async Task P05_Escalated_ToTheRequester_IsNotTheirsToDecide()
    {
        await using var room = await OpenAsync(Build(PostRoom.Named("bo"), to: Has.Role("support"), needs: 1));
        var request = await room.AskAsync("slow");
        await room.Host.AdvanceAsync(2 * Hour);

        Assert.Equal(Reason.SelfApproval, await RefusalAsync(() => room.Host.As("amina").ApproveAsync(request)));
        Assert.Equal(RequestState.Pending, (await room.Host.As("amina").ReadAsync(request)).State);
    }

    [Fact]
    public async Task Stage_OpensLate_WaitsFromThenOn()
    {
        await using var room = await OpenAsync(Slow);
        var node = await room.NodeAsync(_box);
        var request = await room.AskAsync("slow");
        await room.Host.As("bo").ApproveAsync(request);
        await room.Host.AdvanceAsync(Hour / 2);
        await room.Host.As("chen").ApproveAsync(request);
        await TakeAsync(node);

        await room.Host.AdvanceAsync(Hour - Duration.FromSeconds(1));
        Assert.Empty(await TakeAsync(node));
        await room.Host.AdvanceAsync(Duration.FromSeconds(1));
        Assert.Equal(["ApprovalReminder eve", "ApprovalReminder olga"], await TakeAsync(node));
    }

    [Fact]
    public async Task Stage_AnotherVersionAsksOthers_TheyHearOfItAndTimeRunsAnew()
    {
        await using var room = await OpenAsync(Slow);
        var node = await room.NodeAsync(_box);
        var request = await room.AskAsync("slow");
        await Desk.PublishAsync(room.Host, Set(2, Build(PostRoom.Named("bo") | PostRoom.Named("chen") | PostRoom.Named("ravi"), needs: 1)));
        await TakeAsync(node);

        await room.Host.AdvanceAsync(Hour);
        Assert.Equal(["ApprovalReminder bo", "ApprovalReminder chen"], await TakeAsync(node));
        await room.Host.AdvanceAsync(Hour);
        await TakeAsync(node);
        Assert.Equal(Reason.NotApprover, await RefusalAsync(() => room.Host.As("olga").ApproveAsync(request)));
        await room.Host.AdvanceAsync(Hour);
        await room.Host.As("olga").ApproveAsync(request);
    }

    [Fact]
    public async Task Stage_SettledOrWithdrawn_BringsNothingMore()
    {
        await using var room = await OpenAsync(Slow);
        var node = await room.NodeAsync(_box);
        var request = await room.AskAsync("slow");
        await room.Host.As("amina").WithdrawAsync(request);
        await TakeAsync(node);

        await room.Host.AdvanceAsync(3 * Hour);

        Assert.Empty(await TakeAsync(node));
        Assert.DoesNotContain(await KindsAsync(room), kind => kind.StartsWith("stage-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stage_DirectoryIsAway_WaitsForIt()
    {
        await using var room = await OpenAsync(Slow);
        await room.AskAsync("slow");
        room.Host.People.IsAway = true;
        await room.Host.AdvanceAsync(3 * Hour);
        Assert.DoesNotContain("stage-escalated", await KindsAsync(room));

        room.Host.People.IsAway = false;
        await room.Host.SettleAsync();
        Assert.Single(await KindsAsync(room), "stage-escalated");
    }

    [Fact]
    public async Task Stage_ManyHousekeepersAtOnce_TellsOnce()
    {
        await using var room = await OpenAsync(Slow);
        await room.AskAsync("slow");
        var others = Enumerable.Range(0, 4).Select(_ => room.Services(room.Store, _ => { }).GetRequiredService<Housekeeper>()).ToList();
        room.Time.Advance(Hour);

        await Task.WhenAll(others.Select(other => Task.Run(() => other.RunAsync(CancellationToken.None))));
        await room.Host.SettleAsync();

        Assert.Single(await KindsAsync(room), "stage-reminded");
    }

    [Fact]
    public async Task Grant_EndsSoon_WarnsItsHolderOnce()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        await room.GrantAsync();
        await TakeAsync(node);

        await room.Host.AdvanceAsync(Duration.FromMinutes(25) - Duration.FromSeconds(1));
        Assert.Empty(await TakeAsync(node));
        await room.Host.AdvanceAsync(Duration.FromSeconds(1));
        Assert.Equal(["AccessEnding amina"], await TakeAsync(node));
        Assert.StartsWith("The access of amina to orders:maintain on orders/1 ends soon. Access ends ", _last!.Text, StringComparison.Ordinal);
        await room.Host.AdvanceAsync(Duration.FromMinutes(5));
        Assert.Equal(["AccessExpired amina"], await TakeAsync(node));
    }

    [Fact]
    public async Task Grant_IsExtended_WarnsOfTheLastEndAlone()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var grant = await room.GrantAsync();
        var more = await room.Host.As("amina").ExtendAsync(grant, new JitExtension(Duration.FromMinutes(30)) { Justification = Desk.Why });
        await room.Host.As("bo").ApproveAsync(more);
        await TakeAsync(node);

        await room.Host.AdvanceAsync(Duration.FromMinutes(55) - Duration.FromSeconds(1));
        Assert.Empty(await TakeAsync(node));
        await room.Host.AdvanceAsync(Duration.FromSeconds(1));
        Assert.Equal(["AccessEnding amina"], await TakeAsync(node));
    }

    [Fact]
    public async Task Grant_ExtensionApprovedBetweenEntryAndMessage_IsNotWarnedOf()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var grant = await room.GrantAsync();
        await TakeAsync(node);
        await room.Host.AdvanceAsync(Duration.FromMinutes(25));
        var more = await room.Host.As("amina").ExtendAsync(grant, new JitExtension(Duration.FromMinutes(30)) { Justification = Desk.Why });
        await room.Host.As("bo").ApproveAsync(more);

        Assert.DoesNotContain("AccessEnding amina", await TakeAsync(node));
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    [InlineData(1, false)]
    public async Task Grant_NoLongerThanTheWarning_EndsWithoutOne(int minutes, bool isWarned)
    {
        await using var room = await OpenAsync(JitPolicy.Create("slow").Grants("orders:slow").On("orders/*").Eligible(Has.Role("support"))
            .UpTo(Hour).WarnsBefore(Duration.FromMinutes(5)).AutoApproved().Build());
        await room.AskAsync("slow", minutes: minutes);

        await room.Host.AdvanceAsync(Hour);

        Assert.Equal(isWarned, (await KindsAsync(room)).Contains("grant-ending"));
    }

    [Fact]
    public async Task Grant_EndedBefore_IsNotWarnedOf()
    {
        await using var room = await PostRoom.OpenAsync();
        var grant = await room.GrantAsync();
        await room.Grants.ReleaseAsync(room.Host.As("amina").Caller, grant.Id);

        await room.Host.AdvanceAsync(Hour);

        Assert.DoesNotContain("grant-ending", await KindsAsync(room));
    }

    [Fact]
    public async Task Delegate_Made_TellsTheOtherAndAsksThemToo()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var delegations = room.Host.Services.GetRequiredService<IJitDelegations>();
        var made = await delegations.DelegateAsync(room.Host.As("bo").Caller, new JitDelegationAsk(room.Host.People.SubjectOf("eve"), room.Time.Now + (8 * Hour)));
        await room.AskAsync("maintain");
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["ApprovalAsked bo", "ApprovalAsked eve", "DelegationMade eve"], _box.Told.Order(StringComparer.Ordinal));
        var messages = _box.Take().OrderBy(message => message.Title, StringComparer.Ordinal).ThenBy(message => message.Recipient.Name, StringComparer.Ordinal).ToList();
        Assert.Equal("You stand in for bo", messages[0].Title);
        Assert.Equal((null, room.Host.People.SubjectOf("bo")), (messages[1].Recipient.StandsInFor, messages[2].Recipient.StandsInFor));
        Assert.Contains("and a vote is due at the stage lead. You are asked because you stand in for bo.", messages[2].Text, StringComparison.Ordinal);
        await delegations.EndAsync(room.Host.As("eve").Caller, made.Id);
        await node.SettleAsync(CancellationToken.None);
        Assert.Equal(["DelegationEnded bo"], _box.Told);
        Assert.Equal("eve no longer stands in for bo", _box.Got[0].Title);
    }

    [Fact]
    public async Task Delegation_ForSomePolicies_SaysWhoByTheirNamesForWhatAndWhy()
    {
        await using var room = await PostRoom.OpenAsync();
        foreach (var (id, name) in new[] { ("bo", "Bo Lindqvist"), ("eve", "Eve Marchetti") })
        {
            room.Host.People.Add(id, new DirectoryEntry(room.Host.People.SubjectOf(id)) { DisplayName = name });
        }

        var node = await room.NodeAsync(_box);
        var delegations = room.Host.Services.GetRequiredService<IJitDelegations>();
        var made = await delegations.DelegateAsync(room.Host.As("bo").Caller, new JitDelegationAsk(room.Host.People.SubjectOf("eve"), room.Time.Now + (8 * Hour))
        {
            Policies = ["maintain", "erase"],
            Justification = "at the dentist",
        });
        await node.SettleAsync(CancellationToken.None);

        var told = Assert.Single(_box.Got);
        Assert.Equal("You stand in for Bo Lindqvist", told.Title);
        Assert.StartsWith("You decide what waits for Bo Lindqvist under maintain, erase from ", told.Text, StringComparison.Ordinal);
        Assert.EndsWith("\nReason:\n> at the dentist\n", told.Text, StringComparison.Ordinal);
        using (var body = JsonDocument.Parse(WebhookBody.Of(told)))
        {
            var facts = body.RootElement.GetProperty("facts");
            Assert.Equal(("bo", "eve"), (facts.GetProperty("delegator").GetProperty("id").GetString(), facts.GetProperty("delegate").GetProperty("id").GetString()));
            Assert.Equal(["maintain", "erase"], facts.GetProperty("delegatedPolicies").EnumerateArray().Select(policy => policy.GetString()));
        }

        _box.Take();
        await room.AskAsync("maintain");
        await node.SettleAsync(CancellationToken.None);
        var asked = _box.Take().Single(message => message.Recipient.StandsInFor is not null);
        Assert.Contains(" You are asked because you stand in for Bo Lindqvist.", asked.Text, StringComparison.Ordinal);
        using (var body = JsonDocument.Parse(WebhookBody.Of(asked)))
        {
            Assert.Equal("bo", body.RootElement.GetProperty("recipient").GetProperty("standsInFor").GetProperty("id").GetString());
        }

        await delegations.EndAsync(room.Host.As("eve").Caller, made.Id);
        await node.SettleAsync(CancellationToken.None);
        Assert.Equal("Eve Marchetti no longer stands in for Bo Lindqvist", Assert.Single(_box.Got).Title);
    }

    private static JitPolicy Build(Condition leads, Condition? to = null, int needs = 2) => JitPolicy.Create("slow")
        .Grants("orders:slow").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Hour)
        .Stage("lead", stage => stage.ApprovedBy(leads).Needs(needs).RemindsAfter(Hour).EscalatesAfter(2 * Hour, to ?? PostRoom.Named("olga")))
        .Stage("boss", stage => stage.ApprovedBy(PostRoom.Named("olga") | PostRoom.Named("eve")).RemindsAfter(Hour))
        .Build();

    private static async Task<PostRoom> OpenAsync(JitPolicy policy)
    {
        var room = await PostRoom.OpenAsync();
        await Desk.PublishAsync(room.Host, Set(1, policy));
        return room;
    }

    private async Task<IReadOnlyList<string>> TakeAsync(JitAccess.Followers.JournalFollowers node)
    {
        await node.SettleAsync(CancellationToken.None);
        List<JitNotification> messages = [.. _box.All.Where(message => message.Facts.Policy != "publish-policies")];
        _box.Take();
        _last = messages.LastOrDefault() ?? _last;
        return [.. messages.Select(message => $"{message.Kind} {message.Recipient.Name}")];
    }

    private static async Task<IEnumerable<string>> WaitingForAsync(PostRoom room, string name) =>
        (await room.Host.Services.GetRequiredService<IJitRequests>().ListAsync(room.Host.As(name).Caller, new JitPageRequest())).Items.Select(request => request.Id);

    private static async Task<Reason> RefusalAsync(Func<Task> command) => (await Assert.ThrowsAsync<JitRejectedException>(command)).Reason;

    private static async Task<List<string>> KindsAsync(PostRoom room) =>
        [.. (await room.Store.ReadJournalAsync(JournalCursor.Start, 1000, CancellationToken.None)).Entries.Select(entry => JournalText.Of(entry).Kind)];
}
