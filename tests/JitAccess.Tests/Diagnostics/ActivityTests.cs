using System.Collections.Concurrent;
using System.Diagnostics;
using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using JitAccess.Stores;

namespace JitAccess.Tests.Diagnostics;

/// <summary>Names and tags of the core's activities, which are API.</summary>
public sealed class ActivityTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;
    private readonly Activity _root = new Activity("test").Start();

    public ActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "JitAccess",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _root.TraceId)
                {
                    _stopped.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task EveryCommand_Page_ListsItsActivityAndTags()
    {
        await using var host = await Desk.StartAsync();
        await RunEverythingAsync(host);

        var seen =
            from activity in _stopped
            group activity.TagObjects.Select(tag => tag.Key) by activity.OperationName into named
            orderby named.Key
            select $"{named.Key}: {string.Join(", ", named.SelectMany(tags => tags).Distinct().Except(["jitaccess.outcome", "jitaccess.reason"]).Order(StringComparer.Ordinal))}";
        var listed =
            from row in TelemetryPage.Table("Activities")
            orderby row[0]
            select $"{row[0]}: {string.Join(", ", row[1].Split(':')[0].Split(", ").Order(StringComparer.Ordinal))}";
        Assert.Equal(listed, seen);
    }

    [Fact]
    public async Task Command_Accepted_NamesRequestAndCommit()
    {
        await using var host = await Desk.StartAsync();
        _stopped.Clear();

        var request = await host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why);

        var (commit, submit) = (_stopped.ElementAt(0), _stopped.ElementAt(1));
        Assert.Equal(("jitaccess.commit", "jitaccess.submit"), (commit.OperationName, submit.OperationName));
        Assert.Equal(submit.SpanId, commit.ParentSpanId);
        Assert.Equal(request.Id, submit.GetTagItem("jitaccess.request.id"));
        Assert.Equal("accepted", submit.GetTagItem("jitaccess.outcome"));
        Assert.Equal(ActivityStatusCode.Unset, submit.Status);
    }

    [Fact]
    public async Task Command_Refused_IsNoError()
    {
        await using var host = await Desk.StartAsync();
        await Assert.ThrowsAsync<JitRejectedException>(() => host.As("eve").RequestAsync("refund-order", "orders/1", 5, Desk.Why));

        var activity = Assert.Single(_stopped, candidate => candidate.OperationName == "jitaccess.submit");
        Assert.Equal("refused", activity.GetTagItem("jitaccess.outcome"));
        Assert.Equal("not-eligible", activity.GetTagItem("jitaccess.reason"));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
    }

    [Fact]
    public async Task Command_StoreAway_IsAnError()
    {
        var store = new ProbeStore();
        await using var host = await Desk.StartAsync(jit => store.StandBefore(jit));
        store.IsAway = true;
        await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why));

        var activity = Assert.Single(_stopped, candidate => candidate.OperationName == "jitaccess.submit");
        Assert.Equal("failed", activity.GetTagItem("jitaccess.outcome"));
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
    }

    [Fact]
    public async Task CommitAndUse_EachOutcome_IsOnItsActivity()
    {
        var store = new ProbeStore();
        await using var host = await Desk.StartAsync(store.StandBefore);
        _stopped.Clear();
        store.Losses = 1;

        await host.As("amina").RequestAsync("watch-orders", "orders", 5);
        await using var lease = await host.As("amina").UseAsync("orders:watch", "orders");
        await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").UseAsync("orders:watch", "customers"));

        Assert.Equal(
            ["jitaccess.commit: lost", "jitaccess.commit: accepted", "jitaccess.submit: accepted", "jitaccess.use: accepted", "jitaccess.use: refused"],
            _stopped.Select(activity => $"{activity.OperationName}: {activity.GetTagItem("jitaccess.outcome")}"));
        Assert.Equal([false, true], _stopped.Take(2).Select(commit => commit.TagObjects.Any(tag => tag.Key == "jitaccess.position")));
    }

    [Fact]
    public async Task Commit_StoreFailsInIt_IsAnError()
    {
        var store = new ProbeStore();
        await using var host = await Desk.StartAsync(store.StandBefore);
        store.BeforeCommit = _ => throw new StoreUnavailableException("The test says that the store went away.");
        await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync("refund-order", "orders/1", 5, Desk.Why));

        var activity = Assert.Single(_stopped, candidate => candidate.OperationName == "jitaccess.commit" && candidate.Status == ActivityStatusCode.Error);
        Assert.Equal("failed", activity.GetTagItem("jitaccess.outcome"));
    }

    [Fact]
    public async Task EveryCommand_PersonalText_IsInNoTag()
    {
        await using var host = await Desk.StartAsync();
        await RunEverythingAsync(host);

        var values = _stopped.SelectMany(activity => activity.TagObjects).Select(tag => tag.Value?.ToString() ?? "").ToList();
        Assert.DoesNotContain(values, value => value.Contains(Desk.Why, StringComparison.Ordinal) || value.Contains("amina", StringComparison.Ordinal));
        Assert.All(_stopped, activity => Assert.Empty(activity.Events));
        Assert.All(_stopped, activity => Assert.Empty(activity.Baggage));
    }

    private static async Task ReviewAsync(JitTestHost host)
    {
        await Desk.PublishAsync(host, JitPolicySet.Create("emergency", 1, JitPolicy.Create("break-glass").Grants("orders:repair").Eligible(Has.Role("on-call"))
            .UpTo(NodaTime.Duration.FromMinutes(5)).RequiresJustification().BreakGlass(glass => glass.ReviewedBy(Has.Role("support-lead"))).Build()));
        var now = host.Time.Now;
        var olga = host.As(new Caller(host.People.SubjectOf("olga"))
        {
            Presented = FactSet.Empty.With([new Fact(
                FactNames.AuthenticationTime, [now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)], FactOrigins.Session, now)]),
        });
        var request = await olga.RequestAsync("break-glass", null, 5, Desk.Why);
        await olga.ReleaseAsync(request);
        await host.As("bo").ReviewAsync(request, ReviewOutcome.Justified, Desk.Why);
    }

    private static async Task ClaimAndExtendAsync(JitTestHost host)
    {
        await Desk.PublishAsync(host, JitPolicySet.Create("waiting", 1, JitPolicy.Create("count-orders").Grants("orders:count").On("orders/5").Eligible(Has.Role("support"))
            .UpTo(NodaTime.Duration.FromMinutes(5)).RequiresJustification().AutoApproved().BeginsWhenClaimed()
            .Extendable(NodaTime.Duration.FromMinutes(10), extension => extension.AutoApproved()).Build()));
        var amina = host.As("amina");
        var request = await amina.ActivateAsync(await amina.RequestAsync("count-orders", "orders/5", 5, Desk.Why));
        var grant = await host.Services.GetRequiredService<IJitGrants>().GetAsync(amina.Caller, request.GrantId!);
        await amina.ExtendAsync(grant, new JitExtension(NodaTime.Duration.FromMinutes(5)) { Justification = Desk.Why });
    }

    private static async Task RunEverythingAsync(JitTestHost host)
    {
        var (amina, bo) = (host.As("amina"), host.As("bo"));
        await bo.DenyAsync(await amina.RequestAsync("refund-order", "orders/1", 5, Desk.Why), Desk.Why);
        await amina.WithdrawAsync(await amina.RequestAsync("refund-order", "orders/2", 5, Desk.Why));
        await amina.ReleaseAsync(await Desk.GrantAsync(host, "orders/3"));
        await bo.RevokeAsync(await Desk.GrantAsync(host, "orders/4"), Desk.Why);
        await host.Services.GetRequiredService<IJitRequests>().PreviewAsync(amina.Caller, new JitAsk("watch-orders", NodaTime.Duration.FromMinutes(5)));
        await ReviewAsync(host);
        await ClaimAndExtendAsync(host);
        await host.As("amina").RequestAsync("watch-orders", null, 5);
        await using (await amina.UseAsync("orders:watch", "orders"))
        {
            await host.Services.GetRequiredService<IJitGrants>()
                .RevokeAllAsync(host.As("olga").Caller, new RevocationSelector.OfPolicy("refund-order"), Desk.Why);
            var operations = host.Services.GetRequiredService<IJitOperations>();
            await Assert.ThrowsAsync<JitRejectedException>(() => operations.ForgetEntryAsync(host.As("olga").Caller, "none", 1, Desk.Why).AsTask());
            await Assert.ThrowsAsync<JitRejectedException>(() => operations.AdoptStoreAsync(host.As("amina").Caller, Desk.Why).AsTask());
            await Assert.ThrowsAsync<JitRejectedException>(() => operations.ErasePersonalTextAsync(host.As("amina").Caller, bo.Caller.Subject, Desk.Why).AsTask());
            await Assert.ThrowsAsync<JitRejectedException>(() => operations.AddKeyAsync(host.As("olga").Caller, Desk.Why).AsTask());
            await Assert.ThrowsAsync<JitRejectedException>(() => operations.RotateKeyAsync(host.As("olga").Caller, "k1", Desk.Why).AsTask());
            await Desk.PublishAsync(host, JitPolicySet.Create("more", 1, JitPolicy.Create("more")
                .Grants("more:read").Eligible(Has.Role("support")).UpTo(NodaTime.Duration.FromHours(1)).Stage("lead", stage => stage.ApprovedBy(Has.Role("x"))).Build()));
        }
    }
}
