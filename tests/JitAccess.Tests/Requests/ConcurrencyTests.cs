using System.Text.Json;
using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Policies;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Requests;

/// <summary>Many commands at once on one request or grant: one of them decides.</summary>
public sealed class ConcurrencyTests : IDisposable
{
    private const int Many = 16;

    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "desk",
        1,
        Policy("one").Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build(),
        Policy("three").Stage("lead", stage => stage.ApprovedBy(Has.Role("lead")).Needs(3).DeniedBy(2)).Build(),
        Policy("auto").AutoApproved().Build(),
        Policy("counted").Uses(3).AutoApproved().Build());

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task P03_ManyApprove_OneDecidesAndOneGrantExists(string store)
    {
        await using var host = await StartAsync(store);
        var request = await host.As("amina").RequestAsync("one", "orders/1", 30);

        var answers = await AllAsync(n => host.As($"lead{n}").ApproveAsync(request));

        Assert.Single(answers, answer => answer is null);
        Assert.Equal(Many - 1, answers.Count(answer => answer == Reason.RequestSettled));
        Assert.Equal(["policy-set-published", "request-submitted", "vote-cast", "request-approved", "grant-activated"], await KindsAsync(host));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task P03_ManyApproveUnderAQuorum_ExactlyTheQuorumVotes(string store)
    {
        await using var host = await StartAsync(store);
        var request = await host.As("amina").RequestAsync("three", "orders/1", 30);

        var answers = await AllAsync(n => host.As($"lead{n}").ApproveAsync(request));

        Assert.Equal(3, answers.Count(answer => answer is null));
        Assert.Equal(3, (await host.As("amina").ReadAsync(request)).Stages.Single().Approvals);
        Assert.Single(await KindsAsync(host), "grant-activated");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task P03_OneHumanVotesManyTimes_OneVoteIsCast(string store)
    {
        await using var host = await StartAsync(store);
        var request = await host.As("amina").RequestAsync("three", "orders/1", 30);

        var answers = await AllAsync(_ => host.As("lead1").ApproveAsync(request));

        Assert.Single(answers, answer => answer is null);
        Assert.Equal(Many - 1, answers.Count(answer => answer == Reason.AlreadyVoted));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task P03_ApproveDenyAndWithdrawAtOnce_RequestIsSettledOnce(string store)
    {
        await using var host = await StartAsync(store);
        var request = await host.As("amina").RequestAsync("one", "orders/1", 30);

        var answers = await AllAsync(n => n switch
        {
            0 => host.As("amina").WithdrawAsync(request),
            < 8 => host.As($"lead{n}").ApproveAsync(request),
            _ => host.As($"lead{n}").DenyAsync(request),
        });

        var kinds = await KindsAsync(host);
        var settled = kinds.FindAll(kind => kind is "request-approved" or "request-denied" or "request-withdrawn");
        Assert.Single(answers, answer => answer is null);
        Assert.Single(settled);
        Assert.Equal(settled[0] == "request-approved", kinds.Contains("grant-activated"));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task P03_ReleaseRevokeAndRevokeAllAtOnce_GrantEndsOnce(string store)
    {
        await using var host = await StartAsync(store);
        var request = await host.As("amina").RequestAsync("auto", "orders/1", 30);
        var grants = host.Services.GetRequiredService<IJitGrants>();
        var olga = host.As("olga").Caller;

        var answers = await AllAsync(n => (n % 3) switch
        {
            0 => host.As("amina").ReleaseAsync(request),
            1 => grants.RevokeAsync(olga, request.GrantId!, "why").AsTask(),
            _ => grants.RevokeAllAsync(olga, new RevocationSelector.OfPolicy("auto"), "why").AsTask(),
        });

        var ends = (await KindsAsync(host)).FindAll(kind => kind is "grant-released" or "grant-revoked");
        Assert.Single(ends);
        Assert.All(answers.Where(answer => answer is not null), answer => Assert.Equal(Reason.GrantEnded, answer));
        Assert.False(host.Services.GetRequiredService<IJitAccess>() is var access && access.Check(access.Resolve(host.As("amina").Caller.Subject), "orders:refund", "orders/1").IsAllowed);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task P03_ManyUses_ExactlyTheCountIsAdmitted(string store)
    {
        await using var host = await StartAsync(store);
        await host.As("amina").RequestAsync("counted", "orders/1", 30);

        var answers = await AllAsync(_ => host.As("amina").UseAsync("orders:refund", "orders/1"));

        Assert.Equal(3, answers.Count(answer => answer is null));
        Assert.All(answers.Where(answer => answer is not null), answer => Assert.Equal(Reason.UsedUp, answer));
        Assert.Equal(3, (await KindsAsync(host)).Count(kind => kind == "grant-used"));
        Assert.Single(await KindsAsync(host), "grant-used-up");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task P03_ManySubmissionsOfOneSubject_NoMoreThanTheLimitAreAccepted(string store)
    {
        await using var host = await StartAsync(store, limits => limits.PendingRequests = 5);

        var answers = await AllAsync(n => host.As("amina").RequestAsync("one", $"orders/{n}", 30));

        Assert.Equal(5, answers.Count(answer => answer is null));
        Assert.All(answers.Where(answer => answer is not null), answer => Assert.Equal(Reason.TooManyPending, answer));
    }

    public void Dispose() => _folder.Dispose();

    private static JitPolicyBuilder Policy(string name) => JitPolicy.Create(name)
        .Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1));

    private Task<JitTestHost> StartAsync(string store, Action<JitLimits>? limit = null) => JitTestHost.StartAsync(
        jit =>
        {
            _ = store == "sqlite" ? jit.UseSqlite($"Data Source={Path.Combine(_folder.Path, "jit.db")}") : jit.UseInMemory();
            jit.AddPolicies(Policies).Configure(options =>
            {
                options.Administration.MayRevoke = Has.Role("on-call");
                limit?.Invoke(options.Limits);
            });
        },
        people =>
        {
            people.Person("amina", "support").Person("olga", "on-call");
            for (var n = 0; n < Many; n++)
            {
                people.Person($"lead{n}", "lead");
            }
        });

    // All at once, each on a thread of its own; what each was refused for.
    private static async Task<List<Reason?>> AllAsync(Func<int, Task> act)
    {
        using var start = new ManualResetEventSlim();
        var running = Enumerable.Range(0, Many).Select(n => Task.Run(async () =>
        {
            start.Wait();
            try
            {
                await act(n);
                return (Reason?)null;
            }
            catch (JitRejectedException rejected)
            {
                return rejected.Reason;
            }
        })).ToList();
        start.Set();
        return [.. await Task.WhenAll(running)];
    }

    private static async Task<List<string>> KindsAsync(JitTestHost host)
    {
        var page = await host.Services.GetRequiredService<IGrantStore>().ReadJournalAsync(JournalCursor.Start, 10_000, default);
        return page.Entries.Select(entry =>
        {
            using var document = JsonDocument.Parse(entry.Bytes);
            return document.RootElement.GetProperty("kind").GetString()!;
        }).ToList();
    }
}
