using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>Text is data wherever it stands.</summary>
internal sealed class HostileTextFacts : StoreFacts
{
    [Case]
    [HostileTexts]
    public async Task P36_EveryTextField_ComesBackAsItWas(string text)
    {
        var tenant = Tenant.Restore(text);
        var key = new RecordKey(tenant, RecordKind.Grant, text);
        var index = State("active", text, text, text, "bystander");
        var entry = new ConformanceBatch().Entry(text);
        var result = await Store.CommitAsync(
            new CommitBatch(
                [new RecordExpectation(key, 0)],
                head =>
                {
                    var made = entry.Seal(head).Entries[0] with { Tenant = tenant, KeyId = text };
                    return new SealedBatch([new RecordWrite(key, new StoredRecord(key, 1, made.Position, made.Bytes, text, made.Mac), index)], [made]);
                }),
            Cancellation);

        Assert.True(result.IsCommitted);
        Assert.Equal((key, text), (await LoadAsync(key)) is { } record ? (record.Key, record.KeyId) : default);
        var written = Assert.Single((await ReadAllAsync()).Entries);
        Assert.Equal((tenant, text, text), (written.Tenant, written.KeyId, TextOf(written)));
        Assert.Equal([text], await QueryAsync(new StoreQuery.OfParty(tenant, RecordKind.Grant, text), limit: 1));
        Assert.Equal([text], await QueryAsync(new StoreQuery.Open(tenant, RecordKind.Grant) { Subject = text, Policy = text }));
        Assert.Equal([text], await QueryAsync(new StoreQuery.Open(tenant, RecordKind.Grant) { Policy = text }));
        Assert.Equal([text], await QueryAsync(new StoreQuery.OfTenant(tenant, RecordKind.Grant)));
        Assert.Equal([text], await LiveAsync());
    }

    [Case]
    [HostileTexts]
    public async Task P36_EveryTextField_MatchesNothingElse(string text)
    {
        await CommitAsync(NewGrant("g", State("active", "amina", "p", "bo")));

        Assert.Empty(await QueryAsync(new StoreQuery.OfParty(Tenant.Default, RecordKind.Grant, text)));
        Assert.Empty(await QueryAsync(new StoreQuery.Open(Tenant.Default, RecordKind.Grant) { Subject = text }));
        Assert.Empty(await QueryAsync(new StoreQuery.Open(Tenant.Default, RecordKind.Grant) { Policy = text }));
        Assert.Empty(await QueryAsync(new StoreQuery.OfTenant(Tenant.Restore(text), RecordKind.Grant)));
        Assert.Equal(0, await Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, text), Cancellation));
        Assert.Null(await LoadAsync(Key(text)));
        Assert.Equal(["g"], await LiveAsync());
    }

    [Case]
    public async Task P36_TwoRecordsPagedByHostileIds_AreBothSeen()
    {
        await CommitAsync(new ConformanceBatch().Put(Key("a.'\0b"), 0, State("active")).Put(Key("a.'\0c"), 0, State("active")).Entry());
        Assert.Equal(["a.'\0c", "a.'\0b"], await QueryAsync(new StoreQuery.OfTenant(Tenant.Default, RecordKind.Grant), limit: 1));
    }

    [Case]
    public async Task P31_LoneSurrogate_CannotBeStoredAndFindsNothing()
    {
        const string lone = "a\uD800";
        await CommitAsync(NewGrant("a\uFFFD", State("active", "a\uFFFD", "a\uFFFD", "a\uFFFD")));

        Assert.Throws<ArgumentException>(() => NewGrant(lone).Build());
        await Assert.ThrowsAsync<InvalidOperationException>(() => CommitAsync(NewGrant("x", State("active", lone))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => CommitAsync(NewGrant("x", State("active", parties: lone))));
        Assert.Null(await LoadAsync(Key(lone)));
        Assert.Empty(await QueryAsync(new StoreQuery.OfParty(Tenant.Default, RecordKind.Grant, lone)));
        Assert.Empty(await QueryAsync(new StoreQuery.Open(Tenant.Default, RecordKind.Grant) { Subject = lone }));
        Assert.Empty(await QueryAsync(new StoreQuery.Open(Tenant.Default, RecordKind.Grant) { Policy = lone }));
        Assert.Equal(0, await Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, lone), Cancellation));
    }
}
