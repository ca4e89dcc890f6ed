using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P21: overlapping grants are a union, and back-to-back windows leave no gap and no overlap.</summary>
public sealed class UnionTests
{
    private static readonly Duration Tick = Duration.FromMilliseconds(1);

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P21_BackToBackWindows_AccessGoesOnWithoutAGapAndEndsOnce(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 10);
        await office.Host.AdvanceAsync(Duration.FromMinutes(10) - Tick);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 10);
        await using var lease = await office.Host.As("amina").UseAsync("orders:refund", "orders/1");

        await office.Host.AdvanceAsync(Tick); // the first ends
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        await office.Host.AdvanceAsync(Duration.FromMinutes(10) - Tick - Tick);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        Assert.False(lease.Ended.IsCancellationRequested);

        await office.Host.AdvanceAsync(Tick);
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P21_GrantAtTheVeryEndOfAnother_AccessResumes(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 10);
        await office.Host.AdvanceAsync(Duration.FromMinutes(10));
        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Expired);

        await Desk.GrantAsync(office.Host, "orders/1", minutes: 10);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
    }

    [Theory]
    [InlineData(EveryStore.Memory, "revoke")]
    [InlineData(EveryStore.Memory, "release")]
    [InlineData(EveryStore.Memory, "expire")]
    [InlineData(EveryStore.Sqlite, "revoke")]
    [InlineData(EveryStore.Sqlite, "release")]
    [InlineData(EveryStore.Sqlite, "expire")]
    public async Task P21_OneOfTwoEnds_TheOtherStillGives(string store, string how)
    {
        await using var office = await Office.OpenAsync(store);
        var first = await Desk.GrantAsync(office.Host, "orders/*", minutes: 10);
        await Desk.GrantAsync(office.Host, "orders/1", minutes: 20);

        await (how switch
        {
            "revoke" => office.Host.As("bo").RevokeAsync(first, "a mistake"),
            "release" => office.Host.As("amina").ReleaseAsync(first),
            _ => office.Host.AdvanceAsync(Duration.FromMinutes(10)),
        });

        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        Assert.False(office.Access.Check(office.Access.Resolve(office.Host.People.SubjectOf("amina")), "orders:refund", "orders/2").IsAllowed);
    }
}
