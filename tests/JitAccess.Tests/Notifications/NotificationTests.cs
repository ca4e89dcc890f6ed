using JitAccess.Followers;
using JitAccess.Stores;
using JitAccess.Tests.Diagnostics;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Notifications;

/// <summary>Who is told what: those who are asked, those who asked, those who hold; in words that say who, what, why, how long and until when.</summary>
public sealed class NotificationTests
{
    private readonly Mailbox _box = new();

    [Fact]
    public async Task Submitted_StageNamesItsApprovers_TellsThemWhoWhatWhyHowLong()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box, jit => jit.ConfigureNotifications(options => options.LinkBase = new Uri("https://app.example/jit/")));

        var request = await room.AskAsync("pay-out");
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["ApprovalAsked bo", "ApprovalAsked chen"], _box.Told);
        var asked = _box.Got[0];
        Assert.Equal("amina asks for orders:pay on orders/1", asked.Title);
        Assert.Equal(
            $"""
            amina asks for orders:pay on orders/1, and a vote is due at the stage lead.

            Who: amina (https://people.test|amina)
            What: orders:pay on orders/1
            How long: 30 min
            Policy: pay-out
            Decide by: {Moment(request.LapsesAt.At)}

            Asked for because:
            > customer charged twice

            https://app.example/jit/requests/{request.Id}

            """.ReplaceLineEndings("\n"),
            asked.Text);
        Assert.Equal((request.Id, "pay-out", "lead", 2, Desk.Why), (asked.Facts.RequestId, asked.Facts.Policy, asked.Facts.Stage, asked.Facts.Needs, asked.Facts.Justification));
        Assert.False(asked.MayBeRepeated);
    }

    [Fact]
    public async Task Submitted_NobodyCanTellWhoTheApproversAre_NamesThemInWords()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);

        await room.AskAsync("refund-order");
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal((null, "the role support-lead"), (Assert.Single(_box.Got).Recipient.Subject, _box.Got[0].Recipient.Audience));
    }

    // P05: nobody is asked to decide on a request of their own, through whichever account.
    [Fact]
    public async Task P05_Submitted_ByAnotherAccountOfAnApprover_DoesNotAskThem()
    {
        await using var room = await PostRoom.OpenAsync();
        room.Host.People.Account("bo-support", of: "bo", "support");
        await Desk.PublishAsync(room.Host, JitPolicySet.Create("one", 1, JitPolicy.Create("one-of-two").Grants("orders:one").On("orders/*")
            .Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).Stage("lead", stage => stage.ApprovedBy(PostRoom.Named("bo") | PostRoom.Named("chen"))).Build()));
        var node = await room.NodeAsync(_box);

        await room.AskAsync("one-of-two", by: "bo-support");
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["ApprovalAsked chen"], _box.Told);
    }

    [Fact]
    public async Task Vote_OpensTheNextStage_TellsThoseWhoAreAskedThen()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var request = await room.AskAsync("pay-out");
        await node.SettleAsync(CancellationToken.None);
        _box.Take();

        await room.Host.As("bo").ApproveAsync(request);
        await node.SettleAsync(CancellationToken.None);
        Assert.Empty(_box.Told);
        await room.Host.As("chen").ApproveAsync(request);
        await node.SettleAsync(CancellationToken.None);
        Assert.Equal(["ApprovalAsked olga"], _box.Told);
        Assert.Equal("boss", _box.Take()[0].Facts.Stage);
        await room.Host.As("olga").ApproveAsync(request);
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["RequestApproved amina"], _box.Told);
    }

    [Fact]
    public async Task Vote_ReadWhenAllHaveVoted_TellsEachStageOnce()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var request = await room.AskAsync("pay-out");
        foreach (var voter in new[] { "bo", "chen", "olga" })
        {
            await room.Host.As(voter).ApproveAsync(request);
        }

        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["lead", "lead", "boss"], _box.All.Where(message => message.Kind == JitNotificationKind.ApprovalAsked).Select(message => message.Facts.Stage));
        Assert.Contains("It needs no vote any more: the request is approved.", _box.Got[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approved", "RequestApproved amina", "Access ends ")]
    [InlineData("denied", "RequestDenied amina", "was denied by bo.")]
    [InlineData("withdrawn", "RequestWithdrawn amina", "was withdrawn by amina.")]
    [InlineData("lapsed", "RequestLapsed amina", "Nobody decided in time")]
    public async Task Settled_HoweverItWas_TellsTheRequester(string how, string told, string words)
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var request = await room.AskAsync("maintain");
        await node.SettleAsync(CancellationToken.None);
        _box.Take();

        await (how switch
        {
            "approved" => room.Host.As("bo").ApproveAsync(request),
            "denied" => room.Host.As("bo").DenyAsync(request, "not today"),
            "withdrawn" => room.Host.As("amina").WithdrawAsync(request),
            _ => room.Host.AdvanceAsync(Duration.FromHours(24)),
        });
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal([told], _box.Told);
        Assert.Contains(words, _box.Got[0].Text, StringComparison.Ordinal);
        Assert.Equal(how == "denied", _box.Got[0].Text.Contains("Reason:\n> not today\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("expired", "AccessExpired amina")]
    [InlineData("revoked by olga", "AccessRevoked amina", "AccessRevoked bo")]
    [InlineData("revoked by bo", "AccessRevoked amina")]
    [InlineData("used up", "AccessUsedUp amina")]
    [InlineData("released")]
    public async Task Ended_HoweverItWas_TellsTheHolder(string how, params string[] told)
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var grant = await room.GrantAsync("erase");
        await node.SettleAsync(CancellationToken.None);
        _box.Take();

        await (how switch
        {
            "expired" => room.Host.AdvanceAsync(Duration.FromHours(1)),
            "revoked by olga" => room.Grants.RevokeAsync(room.Host.As("olga").Caller, grant.Id, "a mistake").AsTask(),
            "revoked by bo" => room.Grants.RevokeAsync(room.Host.As("bo").Caller, grant.Id, "a mistake").AsTask(),
            "used up" => room.Host.As("amina").UseAsync("orders:erase", "orders/1"),
            _ => room.Grants.ReleaseAsync(room.Host.As("amina").Caller, grant.Id).AsTask(),
        });
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(told, _box.Told);
        Assert.All(_box.Got, message => Assert.Equal(how.StartsWith("revoked", StringComparison.Ordinal), message.Text.Contains("Reason:\n> a mistake\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Revoked_ByNobody_SaysWhenAndWhyAndNoEndThatIsNone()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        await room.GrantAsync();
        await node.SettleAsync(CancellationToken.None);
        var approved = Assert.Single(_box.Take(), message => message.Kind == JitNotificationKind.RequestApproved);
        Assert.StartsWith("The request of amina for orders:maintain on orders/1 was approved by bo. Access ends ", approved.Text, StringComparison.Ordinal);

        room.Host.People.SetRoles("amina", "sales");
        await room.Host.Services.GetRequiredService<IJitEligibility>().RecheckAsync(room.Host.People.SubjectOf("amina"));
        await node.SettleAsync(CancellationToken.None);

        var told = Assert.Single(_box.Got, message => message.Recipient.Name == "amina");
        Assert.StartsWith($"The access of amina to orders:maintain on orders/1 was revoked at {Moment(room.Time.Now)}.\n", told.Text, StringComparison.Ordinal);
        Assert.Contains("\nReason:\n> The holder may not have it any more: eligibility-lost.\n", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nEnds: ", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheduled_ApprovalSaysWhen_AndTheStartIsTold()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var start = room.Time.Now + Duration.FromHours(2);
        var grant = await room.GrantAsync(start: start);
        await node.SettleAsync(CancellationToken.None);
        var approved = Assert.Single(_box.Take(), message => message.Kind == JitNotificationKind.RequestApproved);
        Assert.Contains($"Access begins {Moment(start)} and ends {Moment(grant.End.At)}.", approved.Text, StringComparison.Ordinal);

        await room.Host.AdvanceAsync(Duration.FromHours(2));
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["AccessBegan amina"], _box.Told);
    }

    [Fact]
    public async Task Approved_WaitsForItsHolder_SaysUntilWhenAndTellsOnceItHasBegun()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var (request, approved) = await ClaimableAsync(room, node);
        Assert.Contains("Its time runs once it is claimed or used, which has to be before 2026-03-02 13:00:00 UTC.", approved.Text, StringComparison.Ordinal);
        Assert.Equal((null, null, Deadline.After(room.Time.Now, Duration.FromHours(4))), (approved.Facts.Start, approved.Facts.End, approved.Facts.ClaimBy));

        await room.Host.As("amina").ActivateAsync(request);
        await node.SettleAsync(CancellationToken.None);
        var began = Assert.Single(_box.Take(), message => message.Kind == JitNotificationKind.AccessBegan);
        Assert.Equal((null, Deadline.After(room.Time.Now, Duration.FromMinutes(30))), (began.Facts.ClaimBy, began.Facts.End));
    }

    [Fact]
    public async Task Expired_NobodyClaimedIt_SaysThatItNeverBegan()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        await ClaimableAsync(room, node);

        await room.Host.AdvanceAsync(Duration.FromHours(4));
        await node.SettleAsync(CancellationToken.None);

        var told = Assert.Single(_box.Take(), message => message.Facts.Policy == "open-vault");
        Assert.Equal((JitNotificationKind.AccessExpired, "Never claimed: vault:open on vault/1 for amina"), (told.Kind, told.Title));
        Assert.StartsWith(
            "The access of amina to vault:open on vault/1 was neither claimed nor used before 2026-03-02 13:00:00 UTC, so it never began.", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ends:", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extended_TheEndOfTheFirst_IsNotToldAsTheEnd()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var grant = await room.GrantAsync();
        var more = await room.Host.As("amina").ExtendAsync(grant, new JitExtension(Duration.FromMinutes(30)) { Justification = Desk.Why });
        await room.Host.As("bo").ApproveAsync(more);
        await node.SettleAsync(CancellationToken.None);
        Assert.Equal(
            ["amina asks for more time for orders:maintain on orders/1", "Approved: more time for orders:maintain on orders/1 for amina"],
            _box.All.Where(message => message.Facts.Extends is not null).OrderBy(message => message.Position).Select(message => message.Title));
        _box.Take();

        await room.Host.AdvanceAsync(Duration.FromMinutes(30));
        await node.SettleAsync(CancellationToken.None);
        Assert.Empty(_box.Told);
        await room.Host.AdvanceAsync(Duration.FromMinutes(30));
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["AccessExpired amina"], _box.Told);
    }

    [Fact]
    public async Task Extended_ExtensionWasRevokedBefore_TheEndOfTheFirstIsTold()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var grant = await room.GrantAsync();
        var more = await room.Host.As("bo").ApproveAsync(
            await room.Host.As("amina").ExtendAsync(grant, new JitExtension(Duration.FromMinutes(30)) { Justification = Desk.Why }));
        await room.Grants.RevokeAsync(room.Host.As("bo").Caller, more.GrantId!, "no need");
        await node.SettleAsync(CancellationToken.None);
        _box.Take();

        await room.Host.AdvanceAsync(Duration.FromMinutes(30));
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal((grant.Id, "AccessExpired amina"), (Assert.Single(_box.Got).Facts.GrantId, _box.Told.Single()));
    }

    // Whoever is acted for learns what came of it, and has no link to what they may not read.
    [Fact]
    public async Task Settled_AskedByAnAgent_TellsBothAndLinksForTheAgentAlone()
    {
        await using var room = await PostRoom.OpenAsync();
        room.Host.People.Workload("bot", "support");
        var node = await room.NodeAsync(_box, jit => jit.ConfigureNotifications(options => options.LinkBase = new Uri("https://app.example")));
        var bot = room.Host.As(new Caller(room.Host.People.SubjectOf("bot")) { ActsFor = [room.Host.People.SubjectOf("amina")] });
        await room.Host.As("bo").DenyAsync(await bot.RequestAsync("maintain", "orders/1", 30, Desk.Why), "not today");
        await node.SettleAsync(CancellationToken.None);

        var told = _box.All.Where(message => message.Kind == JitNotificationKind.RequestDenied).ToList();
        Assert.Equal([("amina", false), ("bot", true)], told.Select(message => (message.Recipient.Name, message.Facts.Link is not null)).Order());
    }

    // Whoever acts for somebody is told of with them.
    [Fact]
    public async Task Settled_ByWhoeverActsOrStandsInForSomebody_NamesBoth()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        var (bo, olga) = (room.Host.People.SubjectOf("bo"), room.Host.People.SubjectOf("olga"));
        await room.Host.Services.GetRequiredService<IJitDelegations>().DelegateAsync(
            room.Host.As("bo").Caller, new JitDelegationAsk(olga, room.Time.Now + Duration.FromHours(1)));
        await room.Host.As("olga").DenyAsync(await room.AskAsync("maintain"), "not today");
        var grant = await room.GrantAsync("erase");
        await room.Grants.RevokeAsync(room.Host.As("olga").Caller with { ActsFor = [bo] }, grant.Id, "a mistake");
        await node.SettleAsync(CancellationToken.None);

        var told = _box.All.Where(message => message.Kind is JitNotificationKind.RequestDenied or JitNotificationKind.AccessRevoked && message.Recipient.Name == "amina").ToList();
        Assert.Equal(2, told.Count);
        Assert.All(told, message => Assert.Equal((olga, bo), (message.Facts.Actor, Assert.Single(message.Facts.ActorFor))));
        Assert.All(told, message => Assert.Contains(" by olga for bo", message.Text, StringComparison.Ordinal));
    }

    // Whoever was passed over learns of it at once, and so does whoever reviews it; the holder learns what came of that.
    [Fact]
    public async Task BrokenGlass_IsToldToWhoWasBypassedAndToWhoReviews()
    {
        await using var room = await PostRoom.OpenAsync();
        room.Lists = true;
        var node = await room.NodeAsync(_box);
        room.Host.People.Person("sven", "security").Person("otto", "on-call").Account("otto-2", "otto", "support-lead");
        await Desk.PublishAsync(room.Host, JitPolicySet.Create("emergency", 1, JitPolicy.Create("break-glass")
            .Grants("orders:refund").On("orders/*").Eligible(Has.Role("on-call")).UpTo(Duration.FromMinutes(5)).RequiresJustification()
            .BreakGlass(glass => glass.ReviewedBy(Has.Role("security"))).Build()));
        await node.SettleAsync(CancellationToken.None);
        _box.Take();
        var now = room.Time.Now;
        var otto = room.Host.As(new Caller(room.Host.People.SubjectOf("otto"))
        {
            Presented = FactSet.Empty.With([new Fact(
                FactNames.AuthenticationTime, [now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)], FactOrigins.Session, now)]),
        });

        var request = await otto.RequestAsync("break-glass", "orders/7", 5, "the till is down");
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["GlassBroken bo", "GlassBroken chen", "GlassBroken sven"], _box.Told.Where(line => line.StartsWith("Glass", StringComparison.Ordinal)));
        Assert.Contains("> the till is down\n", _box.Got.First(message => message.Kind == JitNotificationKind.GlassBroken).Text, StringComparison.Ordinal);
        await otto.ReleaseAsync(request);
        _box.Take();
        await room.Host.As("sven").ReviewAsync(request, ReviewOutcome.Justified, "it was");
        await node.SettleAsync(CancellationToken.None);
        Assert.Equal("Reviewed as justified: orders:refund on orders/7 for otto", Assert.Single(_box.Got).Title);
    }

    [Fact]
    public async Task Erased_TextIsGoneBeforeItIsTold_SaysSo()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        await room.AskAsync("maintain");

        await room.Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, room.Host.As("amina").Caller.Subject.Key), CancellationToken.None);
        await node.SettleAsync(CancellationToken.None);

        Assert.Contains("Asked for because:\n> (erased)\n", Assert.Single(_box.Got).Text, StringComparison.Ordinal);
        Assert.Equal(NotificationFacts.Erased, _box.Got[0].Facts.Justification);
    }

    [Theory]
    [InlineData("named", "PoliciesPublished eve")]
    [InlineData("auditors", "PoliciesPublished chen")]
    [InlineData("auditors by role", "PoliciesPublished the role auditor")]
    [InlineData("nobody")]
    public async Task Published_TellsWhomTheApplicationNames(string whom, params string[] told)
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box, jit => jit
            .ConfigureNotifications(options =>
            {
                if (whom == "named")
                {
                    options.PublishedTo.Add(room.Host.People.SubjectOf("eve"));
                }
            })
            .Configure(options => options.Administration.MayAudit =
                whom == "auditors" ? PostRoom.Named("chen") : whom == "auditors by role" ? Has.Role("auditor") : null));

        await Desk.PublishAsync(room.Host, JitPolicySet.Create("post", version: 2, PostRoom.Once));
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(told, _box.Told.Where(line => line.StartsWith("Policies", StringComparison.Ordinal)));
        Assert.All(
            _box.Got.Where(message => message.Kind == JitNotificationKind.PoliciesPublished),
            message => Assert.Equal("Version 2 of the policy set post was published by olga.\n", message.Text));
    }

    [Fact]
    public async Task News_OlderThanTheLimit_IsNotTold()
    {
        await using var room = await PostRoom.OpenAsync();
        await room.AskAsync("maintain");
        await room.Host.AdvanceAsync(Duration.FromHours(2));
        var request = await room.AskAsync("maintain", "orders/2");
        var node = room.Node(room.Store, jit => jit
            .AddNotifier("box", _ => _box).ConfigureNotifications(options => options.ForgetAfter = Duration.FromHours(1)));

        await node.SettleAsync(CancellationToken.None);

        Assert.Equal([request.Id], _box.All.Select(message => message.Facts.RequestId));
    }

    [Fact]
    public async Task Notifier_ThatCannotReachSomebody_GoesOnToTheNext()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        _box.Before = (message, _) => message.Recipient.Name == "bo" ? throw new UndeliverableNotificationException("No address.") : Task.CompletedTask;

        await room.AskAsync("pay-out");
        await node.SettleAsync(CancellationToken.None);

        Assert.Equal(["ApprovalAsked chen"], _box.Told);
        Assert.Equal(0, Assert.Single(node.Status).SetAside + Assert.Single(node.Status).Behind);
    }

    [Fact]
    public async Task Metrics_EachOutcome_IsCounted()
    {
        _box.Before = (message, _) => message.Kind == JitNotificationKind.RequestWithdrawn ? throw new UndeliverableNotificationException("No address.")
            : message.Facts.Scopes[0].Resource.Path == "orders/2" ? throw new IOException("The test says no.")
            : Task.CompletedTask;
        await using var host = await Desk.StartAsync(jit => jit.AddNotifier("box", _ => _box));
        host.People.Disable("chen"); // so that one lead is asked
        await host.SettleAsync();
        using var probe = new MeterProbe(host);

        await host.As("amina").WithdrawAsync(await host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why));
        await host.SettleAsync();
        await host.As("amina").RequestAsync("refund-order", "orders/2", 5, Desk.Why);
        await host.SettleAsync();

        Assert.Equal(
            [
                "1 jitaccess.notification.kind=approval-asked jitaccess.notifier=box jitaccess.outcome=delivered",
                "1 jitaccess.notification.kind=request-withdrawn jitaccess.notifier=box jitaccess.outcome=undeliverable",
                "1 jitaccess.notification.kind=approval-asked jitaccess.notifier=box jitaccess.outcome=failed",
            ],
            probe.Take("jitaccess.notifications"));
    }

    [Fact]
    public async Task Directory_IsAway_MessagesWait()
    {
        await using var room = await PostRoom.OpenAsync();
        var node = await room.NodeAsync(_box);
        await room.AskAsync("maintain");
        room.Host.People.IsAway = true;
        await node.SettleAsync(CancellationToken.None);
        Assert.Equal("DirectoryAwayException", Assert.Single(node.Status).Failure);

        room.Host.People.IsAway = false;
        await room.RunAsync(Duration.FromSeconds(3), node);

        Assert.Equal(["ApprovalAsked bo"], _box.Told);
    }

    [Theory]
    [InlineData("not a name")]
    [InlineData("")]
    [InlineData("a-name-of-fifty-eight-characters-is-one-more-than-there-may")]
    public void AddNotifier_NameOfAnotherForm_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddJitAccessCore(jit => jit.AddNotifier(name, _ => _box)));

    [Fact]
    public void Options_OutsideTheirRanges_AreRefusedAllAtOnce()
    {
        var refused = new NotificationOptionsValidator().Validate(null, new NotificationOptions
        {
            LinkBase = new Uri("ftp://user@app.example/?a=b"),
            DigestAbove = 0,
            DigestWindow = Duration.Zero,
            ForgetAfter = Duration.FromDays(400),
            PublishedTo = { null! },
        });

        Assert.Equal(5, refused.Failures!.Count());
        Assert.True(new NotificationOptionsValidator().Validate(null, new NotificationOptions()).Succeeded);
    }

    private static string Moment(Instant at) => at.ToString("uuuu-MM-dd HH:mm:ss' UTC'", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<(JitRequest Request, JitNotification Approved)> ClaimableAsync(PostRoom room, JournalFollowers node)
    {
        await Desk.PublishAsync(room.Host, JitPolicySet.Create("vault", version: 1, JitPolicy.Create("open-vault")
            .Grants("vault:open").On("vault/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).BeginsWhenClaimed(Duration.FromHours(4)).AutoApproved().Build()));
        await node.SettleAsync(CancellationToken.None);
        _box.Take();
        var request = await room.Host.As("amina").RequestAsync("open-vault", "vault/1", 30);
        await node.SettleAsync(CancellationToken.None);
        return (request, Assert.Single(_box.Take(), message => message.Kind == JitNotificationKind.RequestApproved));
    }
}
