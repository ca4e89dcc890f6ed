using NodaTime;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>Store time is whole milliseconds and never runs backwards past the last entry.</summary>
internal sealed class TimeFacts : StoreFacts
{
    [Case(Needs = StoreCapabilities.GivenTime)]
    public async Task StoreTime_FinerThanAMillisecond_IsFloored()
    {
        var whole = Time.Wall;
        Time.StepWall(Duration.FromTicks(9_999));

        Assert.Equal(whole, (await Store.LoadAsync([], Cancellation)).StoreTime);
        await CommitAsync(new ConformanceBatch().Entry());
        Assert.Equal(whole, Assert.Single((await ReadAllAsync()).Entries).Time);
    }

    [Case(Needs = StoreCapabilities.GivenTime)]
    public async Task P24_StoreTime_WallStepsBack_StaysAtTheLastEntry()
    {
        await CommitAsync(NewGrant("g"));
        var last = Time.Wall;
        Time.StepWall(-Duration.FromDays(400));

        Assert.Equal(last, (await Store.LoadAsync([], Cancellation)).StoreTime);
        Assert.Equal(last, (await ReadAllAsync()).Head.StoreTime);
        Assert.Equal(last, (await Store.QueryAsync(new StoreQuery.OfTenant(Tenant.Default, RecordKind.Grant), new PageRequest(1), Cancellation)).StoreTime);
        await CommitAsync(new ConformanceBatch().Entry());
        var entries = (await ReadAllAsync()).Entries;
        Assert.Equal(last, entries[1].Time);

        Time.StepWall(Duration.FromDays(401));
        await CommitAsync(new ConformanceBatch().Entry());
        Assert.Equal(last + Duration.FromDays(1), (await ReadAllAsync()).Entries[2].Time);
    }

    [Case]
    public async Task StoreTime_EverySubMillisecondOfAnEntry_ComesBackWhole()
    {
        for (var step = 0; step < 50; step++)
        {
            Time.StepWall(Duration.FromTicks(3_337));
            await CommitAsync(new ConformanceBatch().Entry());
        }

        foreach (var entry in (await ReadAllAsync()).Entries)
        {
            Assert.Equal(Instant.FromUnixTimeMilliseconds(entry.Time.ToUnixTimeMilliseconds()), entry.Time);
        }
    }

    [Case]
    public async Task P24_StoreTime_OfEveryAnswer_IsWholeAndNotBeforeTheLastEntry()
    {
        for (var number = 0; number < 10; number++)
        {
            var last = (await CommitAsync(NewGrant($"g{number}"))).Entries[0].Time;
            Instant[] times =
            [
                (await Store.LoadAsync([], Cancellation)).StoreTime,
                (await ReadAllAsync()).Head.StoreTime,
                (await Store.QueryAsync(new StoreQuery.OfTenant(Tenant.Default, RecordKind.Grant), new PageRequest(1), Cancellation)).StoreTime,
            ];
            AssertNow(last);
            Array.ForEach(times, AssertNow);
            Assert.True(Array.TrueForAll(times, time => time >= last), "no answer is older than the last entry");
        }
    }

    [Case(Needs = StoreCapabilities.GivenTime | StoreCapabilities.Reopening)]
    public async Task P24_OpenAgain_WallBehind_StaysAtTheLastEntry()
    {
        var last = Assert.Single((await CommitAsync(NewGrant("g"))).Entries).Time;
        Time.StepWall(-Duration.FromDays(30));
        await ReopenAsync();

        Assert.Equal(last, (await Store.LoadAsync([], Cancellation)).StoreTime);
        Assert.Equal(last, Assert.Single((await CommitAsync(new ConformanceBatch().Entry())).Entries).Time);
    }

    [Case(Needs = StoreCapabilities.GivenTime)]
    public async Task EntryTime_AnywhereInTheCalendar_ComesBackToTheMillisecond()
    {
        Instant[] moments =
        [
            Instant.FromUnixTimeMilliseconds(int.MaxValue * 1000L + 1), // 2038: a 32-bit count of seconds has ended
            Instant.FromUtc(2100, 2, 28, 23, 59, 59) + Duration.FromMilliseconds(999),
            Instant.FromUtc(9999, 12, 31, 23, 59, 59) + Duration.FromMilliseconds(998),
        ];
        foreach (var moment in moments)
        {
            Time.StepWall(moment - Time.Wall);
            await CommitAsync(new ConformanceBatch().Entry());
        }

        Assert.Equal(moments, (await ReadAllAsync()).Entries.Select(entry => entry.Time));
    }

    [Case]
    [Row(-62_135_596_800_000)] // the year 1
    [Row(-2)]
    [Row(1)]
    [Row(1_772_442_000_000)]
    [Row(253_402_300_799_998)] // the year 9999
    public async Task Deadline_AMillisecondLater_IsTold(long milliseconds)
    {
        await CommitAsync(NewGrant("later", Due(milliseconds + 1)));
        await CommitAsync(NewGrant("due", Due(milliseconds)));
        var moment = Instant.FromUnixTimeMilliseconds(milliseconds);

        Assert.Empty(await QueryAsync(new StoreQuery.Due(moment - Duration.FromTicks(1))));
        Assert.Equal(["due"], await QueryAsync(new StoreQuery.Due(moment)));
        Assert.Equal(["due"], await QueryAsync(new StoreQuery.Due(moment + Duration.FromTicks(9_999))));
        Assert.Equal(["due", "later"], await QueryAsync(new StoreQuery.Due(moment + Duration.FromMilliseconds(1)), limit: 1));
    }

    private static RecordIndex Due(long milliseconds) => State("active") with { Due = Deadline.FromUnixMilliseconds(milliseconds) };
}
