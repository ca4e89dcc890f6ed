using JitAccess.Tests.Scenarios;

namespace JitAccess.Tests.Committing;

/// <summary>A command whose records were changed meanwhile decides again, but not for ever.</summary>
public sealed class CommitterTests
{
    private const int MostAttempts = 200;

    [Fact]
    public async Task RunAsync_LastAttemptWins_IsDoneOnce()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var before = office.Store.Written.Count;
        office.Store.Losses = MostAttempts - 1;

        await office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why);

        Assert.Equal(before + 1, office.Store.Written.Count);
    }

    [Fact]
    public async Task RunAsync_EveryAttemptLoses_IsRefusedAndNothingIsStored()
    {
        await using var office = await Office.OpenAsync(EveryStore.Memory);
        var before = office.Store.Written.Count;
        office.Store.Losses = int.MaxValue;

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(
            () => office.Host.As("amina").RequestAsync("refund-order", "orders/1", 30, Desk.Why));

        Assert.Equal(Reason.StoreContended, rejected.Reason);
        Assert.Equal(before, office.Store.Written.Count);
        Assert.Equal(int.MaxValue - MostAttempts, office.Store.Losses);
    }
}
