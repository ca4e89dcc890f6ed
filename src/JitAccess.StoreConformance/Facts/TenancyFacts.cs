using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>The tenant is part of every key and every query.</summary>
internal sealed class TenancyFacts : StoreFacts
{
    [Case]
    public async Task P30_LoadAsync_IdOfAnotherTenant_IsNotThere()
    {
        await CommitAsync(NewGrant("g", tenant: "north"));
        Assert.Null(await LoadAsync(Key("g", tenant: "south")));
        Assert.Null(await LoadAsync(Key("g", tenant: "North")));
        Assert.NotNull(await LoadAsync(Key("g", tenant: "north")));
    }

    [Case]
    public async Task P30_CommitAsync_IdOfAnotherTenant_CannotBeChanged()
    {
        await CommitAsync(NewGrant("g", tenant: "north"));
        Assert.False((await CommitAsync(new ConformanceBatch().Put(Key("g", tenant: "south"), 1, State("revoked")).Entry())).IsCommitted);
        Assert.True((await CommitAsync(NewGrant("g", tenant: "south"))).IsCommitted);
        await CommitAsync(new ConformanceBatch().Put(Key("g", tenant: "south"), 1, State("revoked")).Entry());

        Assert.Equal(1, (await LoadAsync(Key("g", tenant: "north")))!.Version);
    }

    [Case]
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

    [Case]
    public async Task P30_QueryAsync_TokenOfAnotherTenant_OpensNothing()
    {
        await CommitAsync(NewGrant("a", tenant: "north"));
        await CommitAsync(NewGrant("secret", tenant: "north"));
        await CommitAsync(NewGrant("b", tenant: "north"));
        var page = await Store.QueryAsync(new StoreQuery.OfTenant(Tenant.Of("north"), RecordKind.Grant), new PageRequest(1), Cancellation);
        var other = await Store.QueryAsync(new StoreQuery.OfTenant(Tenant.Of("south"), RecordKind.Grant), new PageRequest(10, page.Next), Cancellation);

        Assert.Empty(other.Records);
    }

    [Case]
    public async Task P30_EraseAsync_TextsOfAnotherTenant_Stay()
    {
        await CommitAsync(new ConformanceBatch().Put(Key("t", RecordKind.Text, "north"), 0, new RecordIndex { Subject = "amina" }));
        Assert.Equal(0, await Store.EraseAsync(new Erasure.TextsOf(Tenant.Of("south"), "amina"), Cancellation));
        Assert.NotNull(await LoadAsync(Key("t", RecordKind.Text, "north")));
    }
}
