using JitAccess.Stores;
using static JitAccess.StoreContract.Batch;

namespace JitAccess.StoreContract;

/// <summary>The tenant is part of every key and every query.</summary>
public abstract class TenancyFacts<TSetup> : StoreFacts<TSetup>
    where TSetup : StoreSetup, new()
{
    [Fact]
    public async Task P30_LoadAsync_IdOfAnotherTenant_IsNotThere()
    {
        await CommitAsync(NewGrant("g", tenant: "north"));
        Assert.Null(await LoadAsync(Key("g", tenant: "south")));
        Assert.Null(await LoadAsync(Key("g", tenant: "North")));
        Assert.NotNull(await LoadAsync(Key("g", tenant: "north")));
    }

    [Fact]
    public async Task P30_CommitAsync_IdOfAnotherTenant_CannotBeChanged()
    {
        await CommitAsync(NewGrant("g", tenant: "north"));
        Assert.False((await CommitAsync(new Batch().Put(Key("g", tenant: "south"), 1, State("revoked")).Entry())).IsCommitted);
        Assert.True((await CommitAsync(NewGrant("g", tenant: "south"))).IsCommitted);
        await CommitAsync(new Batch().Put(Key("g", tenant: "south"), 1, State("revoked")).Entry());

        Assert.Equal(1, (await LoadAsync(Key("g", tenant: "north")))!.Version);
    }

    [Fact]
    public async Task P30_QueryAsync_EveryQueryOfOneTenant_SeesItsOwn()
    {
        foreach (var tenant in new[] { "north", "south" })
        {
            await CommitAsync(NewGrant("g-" + tenant, State("active", "amina", "p", "bo"), tenant));
        }

        var south = Tenant.Of("south");
        Assert.Equal(["g-south"], await QueryAsync(new StoreQuery.OfTenant(south, RecordKind.Grant)));
        Assert.Equal(["g-south"], await QueryAsync(new StoreQuery.Open(south, RecordKind.Grant)));
        Assert.Equal(["g-south"], await QueryAsync(new StoreQuery.Open(south, RecordKind.Grant) { Subject = "amina" }));
        Assert.Equal(["g-south"], await QueryAsync(new StoreQuery.Open(south, RecordKind.Grant) { Policy = "p" }));
        Assert.Equal(["g-south"], await QueryAsync(new StoreQuery.OfParty(south, RecordKind.Grant, "bo")));
    }

    [Fact]
    public async Task P30_QueryAsync_TokenOfAnotherTenant_OpensNothing()
    {
        await CommitAsync(NewGrant("a", tenant: "north"));
        await CommitAsync(NewGrant("secret", tenant: "north"));
        await CommitAsync(NewGrant("b", tenant: "north"));
        var page = await Store.QueryAsync(new StoreQuery.OfTenant(Tenant.Of("north"), RecordKind.Grant), new PageRequest(1), default);
        var other = await Store.QueryAsync(new StoreQuery.OfTenant(Tenant.Of("south"), RecordKind.Grant), new PageRequest(10, page.Next), default);

        Assert.Empty(other.Records);
    }

    [Fact]
    public async Task P30_EraseAsync_TextsOfAnotherTenant_Stay()
    {
        await CommitAsync(new Batch().Put(Key("t", RecordKind.Text, "north"), 0, new RecordIndex { Subject = "amina" }));
        Assert.Equal(0, await Store.EraseAsync(new Erasure.TextsOf(Tenant.Of("south"), "amina"), default));
        Assert.NotNull(await LoadAsync(Key("t", RecordKind.Text, "north")));
    }
}
