using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Requests;

/// <summary>What is shown as open, as counting and as waiting is what the decider goes by: the same votes, the same people.</summary>
public sealed class WaitingTests
{
    private static readonly JitPolicy Two = Policy(stage => stage.ApprovedBy(Everyone.SignedIn).Needs(2));

    [Fact]
    public async Task ListAsync_BeforeAndAfterAVote_WaitsForThoseWhoMayVote()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 30);
        await host.As("bo").ApproveAsync(request);

        Assert.Equal(["chen", "eve", "olga"], await WaitsForAsync(host, request));
    }

    [Fact]
    public async Task ListAsync_VoteNoLongerCounts_WaitsForTheVoterAgain()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 30);
        await host.As("bo").ApproveAsync(request);

        await PublishAsync(host, Policy(stage => stage.ApprovedBy(Everyone.SignedIn).Needs(3)));

        Assert.Equal(["bo", "chen", "eve", "olga"], await WaitsForAsync(host, request));
        Assert.Equal((0, 3, true), Shown(await host.As("amina").ReadAsync(request)));
        Assert.Equal((1, 3, true), Shown(await host.As("bo").ApproveAsync(request)));
    }

    [Fact]
    public async Task GetAsync_VotersTurnOutToBeOneHumanOrTheRequester_ShowsWhatCounts()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 30);
        await host.As("bo").ApproveAsync(request);
        Assert.Equal((1, 2, true), Shown(await host.As("chen").ReadAsync(request)));

        host.People.Account("bo", "amina");

        Assert.Equal((0, 2, true), Shown(await host.As("chen").ReadAsync(request)));
        Assert.Equal((0, 2, true), Shown((await ListAsync(host, "chen")).Single()));
        Assert.Equal(["chen", "eve", "olga"], await WaitsForAsync(host, request));
    }

    [Fact]
    public async Task ListAsync_SecondAccountOfTheRequesterOrAVoter_DoesNotWait()
    {
        await using var host = await StartAsync();
        host.People.Account("amina.second", "amina").Account("bo.second", "bo");
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 30);
        await host.As("bo.second").ApproveAsync(request);

        Assert.Equal(["chen", "eve", "olga"], await WaitsForAsync(host, request, "amina.second", "bo.second"));
    }

    [Fact]
    public async Task ListAsync_StageTakenOutAgain_TheLastStageIsOpenAndWaits()
    {
        await using var host = await StartAsync(Policy(stage => stage.ApprovedBy(Everyone.SignedIn)));
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 30);
        await PublishAsync(host, Policy(stage => stage.ApprovedBy(Everyone.SignedIn), andThen: Has.Role("board")));
        await host.As("bo").ApproveAsync(request);
        await PublishAsync(host, Policy(stage => stage.ApprovedBy(Everyone.SignedIn)), version: 3);

        Assert.Equal((1, 1, true), Shown(await host.As("amina").ReadAsync(request)));
        Assert.Equal(["chen", "eve", "olga"], await WaitsForAsync(host, request));
        Assert.Equal(RequestState.Approved, (await host.As("chen").ApproveAsync(request)).State);
    }

    [Fact]
    public async Task ListAsync_DirectoryAway_NothingWaitsAsNoVoteWouldCount()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("refund", "orders/1", 30);

        host.People.IsAway = true;
        var waits = await ListAsync(host, "chen");
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("chen").ApproveAsync(request));

        Assert.Empty(waits);
        Assert.Equal(Reason.FactSourceFailed, refused.Reason);
    }

    [Fact]
    public async Task ListAsync_GroupThatAnyoneCouldBe_DoesNotWait()
    {
        await using var host = await StartAsync();
        host.People.Add("team", new DirectoryEntry(Subject.Human(TestPeople.Issuer, "team")) { IsGroup = true });
        await host.As("amina").RequestAsync("refund", "orders/1", 30);

        Assert.Empty(await ListAsync(host, "team"));
    }

    [Fact]
    public async Task ListAsync_ManyRequestsOfFewPeople_LooksEachOfThemUpOnce()
    {
        CountingDirectory? directory = null;
        await using var host = await JitTestHost.StartAsync(
            jit =>
            {
                jit.AddPolicies(JitPolicySet.Create("desk", 1, Two));
                jit.Services.AddSingleton<ISubjectDirectory>(services => directory = new CountingDirectory(services.GetRequiredService<TestPeople>()));
            },
            AddPeople);
        for (var order = 0; order < 8; order++)
        {
            await host.As("bo").ApproveAsync(await host.As("amina").RequestAsync("refund", $"orders/{order}", 30));
        }

        directory!.Asked.Clear();
        Assert.Equal(8, (await ListAsync(host, "chen")).Count);
        Assert.Equal(["amina", "bo", "chen", "chen"], directory.Asked.Order(StringComparer.Ordinal)); // the caller as a party, and each of the people

        directory.Asked.Clear();
        host.People.IsAway = true;
        Assert.Empty(await ListAsync(host, "chen"));
        Assert.Equal(["chen", "chen"], directory.Asked); // once it has failed, it is not asked for the others
    }

    private static (int Approvals, int Needs, bool IsOpen) Shown(JitRequest request) =>
        (request.Stages.Single().Approvals, request.Stages.Single().Needs, request.Stages.Single().IsOpen);

    private static async Task<IReadOnlyList<JitRequest>> ListAsync(JitTestHost host, string name) =>
        (await host.Services.GetRequiredService<IJitRequests>().ListAsync(host.As(name).Caller, new JitPageRequest())).Items;

    // What waits for someone comes before what they asked for themselves, what they voted on merely among it, newest first.
    private static async Task<List<string>> WaitsForAsync(JitTestHost host, JitRequest request, params string[] others)
    {
        var waiting = new List<string>();
        foreach (var name in (string[])["amina", "bo", "chen", "eve", "olga", .. others])
        {
            var own = await host.As(name).RequestAsync("refund", "orders/2", 30);
            var listed = (await ListAsync(host, name)).Select(item => item.Id).ToList();
            if (listed.IndexOf(request.Id) is >= 0 and var place && place < listed.IndexOf(own.Id))
            {
                waiting.Add(name);
            }

            await host.As(name).WithdrawAsync(own);
        }

        return waiting;
    }

    private static JitPolicy Policy(Action<ApprovalStageBuilder> lead, Condition? andThen = null)
    {
        var policy = JitPolicy.Create("refund").Grants("orders:refund").On("orders/*").Eligible(Everyone.SignedIn).UpTo(Duration.FromHours(1)).Stage("lead", lead);
        return (andThen is null ? policy : policy.Stage("then", stage => stage.ApprovedBy(andThen))).Build();
    }

    private static Task<JitTestHost> StartAsync(JitPolicy? policy = null) => JitTestHost.StartAsync(
        jit => jit.AddPolicies(JitPolicySet.Create("desk", 1, policy ?? Two)).AddPolicies(Desk.Publishing).Configure(options => options.Administration.MayPublish = Has.Role("operator")),
        AddPeople);

    private static void AddPeople(TestPeople people) =>
        people.Person("amina").Person("bo").Person("chen").Person("eve").Person("olga", "operator");

    private static async Task PublishAsync(JitTestHost host, JitPolicy policy, int version = 2) =>
        await Desk.PublishAsync(host, JitPolicySet.Create("desk", version, policy));

    private sealed class CountingDirectory(TestPeople people) : ISubjectDirectory
    {
        public List<string> Asked { get; } = [];

        public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken)
        {
            Asked.Add(subject.Id);
            return ((ISubjectDirectory)people).FindAsync(subject, cancellationToken);
        }
    }
}
