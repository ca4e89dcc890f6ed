using JitAccess.Stores;
using NodaTime;
using static JitAccess.StoreContract.Batch;

namespace JitAccess.StoreContract;

/// <summary>Store time is whole milliseconds and never runs backwards past the last entry.</summary>
public abstract class TimeFacts<TSetup> : StoreFacts<TSetup>
    where TSetup : StoreSetup, new()
{
    [Fact]
    public async Task StoreTime_FinerThanAMillisecond_IsFloored()
    {
        var whole = Time.Clock.Wall;
        Time.StepWall(Duration.FromTicks(9_999));

        Assert.Equal(whole, (await Store.LoadAsync([], default)).StoreTime);
        await CommitAsync(new Batch().Entry());
        Assert.Equal(whole, Assert.Single((await ReadAllAsync()).Entries).Time);
    }

    [Fact]
    public async Task P24_StoreTime_WallStepsBack_StaysAtTheLastEntry()
    {
        await CommitAsync(NewGrant("g"));
        var last = Time.Clock.Wall;
        Time.StepWall(-Duration.FromDays(400));

        Assert.Equal(last, (await Store.LoadAsync([], default)).StoreTime);
        Assert.Equal(last, (await ReadAllAsync()).Head.StoreTime);
        Assert.Equal(last, (await Store.QueryAsync(new StoreQuery.OfTenant(Tenant.Default, RecordKind.Grant), new PageRequest(1), default)).StoreTime);
        await CommitAsync(new Batch().Entry());
        var entries = (await ReadAllAsync()).Entries;
        Assert.Equal(last, entries[1].Time);

        Time.StepWall(Duration.FromDays(401));
        await CommitAsync(new Batch().Entry());
        Assert.Equal(last + Duration.FromDays(1), (await ReadAllAsync()).Entries[2].Time);
    }

    [Fact]
    public async Task StoreTime_EverySubMillisecondOfAnEntry_ComesBackWhole()
    {
        for (var step = 0; step < 50; step++)
        {
            Time.StepWall(Duration.FromTicks(3_337));
            await CommitAsync(new Batch().Entry());
        }

        foreach (var entry in (await ReadAllAsync()).Entries)
        {
            Assert.Equal(Instant.FromUnixTimeMilliseconds(entry.Time.ToUnixTimeMilliseconds()), entry.Time);
        }
    }
}
