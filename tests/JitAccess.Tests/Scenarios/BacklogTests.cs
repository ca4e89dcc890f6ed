using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;
using JitAccess.Tests.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>A node starts where ten thousand deadlines have passed since anybody wrote one down: nothing waits for that.</summary>
public sealed class BacklogTests
{
    private const int Many = 10_000;
    private const int PerCommit = 2000;

    [Fact]
    public async Task P23_TenThousandDueDeadlines_ChokeNothing()
    {
        var log = new ListLogger<Housekeeper>();
        await using var office = await Office.OpenAsync(EveryStore.Sqlite, jit => jit.Services.AddSingleton<ILogger<Housekeeper>>(log));
        var granted = await Desk.GrantAsync(office.Host, "orders/1");
        await ExpireAsync(office, granted);

        await office.RestartAsync(bootAt: office.Time.Now + Duration.FromMinutes(1));

        office.Host.Should("amina").Allow("orders:refund", "orders/1").And.Deny("orders:refund", "orders/2", Reason.OutOfScope);
        await office.Host.As("amina").ReleaseAsync(granted);
        Assert.Equal(Many, await CountDueAsync(office));

        await office.Host.AdvanceAsync(Duration.FromMinutes(1));

        Assert.Equal(0, await CountDueAsync(office));
        Assert.Equal([$"Information 1012 Housekeeping wrote down {Many} deadlines that had passed."], log.Lines);
        var expired = office.Store.Written.SelectMany(batch => batch.Entries).Select(JournalText.Of).Count(entry => entry.Kind == "grant-expired");
        Assert.Equal(Many, expired);
    }

    // As if they had been granted, and every node had been down when they ended.
    private static async Task ExpireAsync(Office office, JitRequest granted)
    {
        var services = office.Host.Services;
        var key = GrantRecord.KeyOf(Tenant.Default, granted.GrantId!);
        var like = (await services.GetRequiredService<RecordReader>().LoadAsync([key], default)).World.Get<GrantRecord>(key);
        var batches = services.GetRequiredService<BatchBuilder>();
        for (var from = 0; from < Many; from += PerCommit)
        {
            var world = Enumerable.Range(from, PerCommit).Aggregate(World.Empty, (all, number) => all.With(like with
            {
                Id = OpaqueId.New(),
                Subject = Subject.Human("https://issuer.example", $"user-{number}"),
                End = Deadline.After(like.Start, Duration.FromSeconds(1)),
            }));
            var batch = batches.Build(World.Empty, new Dictionary<RecordKey, long>(), world, [], Actor.Housekeeping);
            Assert.True((await office.Store.CommitAsync(batch, default)).IsCommitted);
        }
    }

    private static async Task<int> CountDueAsync(Office office)
    {
        var count = 0;
        for (string? after = null; ;)
        {
            var page = await office.Store.QueryAsync(new StoreQuery.Due(office.Time.Now), new PageRequest(1000, after), default);
            count += page.Records.Count;
            if ((after = page.Next) is null)
            {
                return count;
            }
        }
    }
}
