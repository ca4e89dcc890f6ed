using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.Stores;

/// <summary>A request or grant takes legal steps only, whatever a batch says.</summary>
internal sealed class TransitionFacts : StoreFacts
{
    private static readonly string[] RequestStates = ["pending", "approved", "denied", "withdrawn", "lapsed"];
    private static readonly string[] GrantStates = ["scheduled", "claimable", "active", "expired", "released", "revoked", "used-up"];

    [Case]
    [Row(RecordKind.Request, "pending approved")]
    [Row(RecordKind.Grant, "scheduled claimable active")]
    public async Task CommitAsync_FirstState_IsOneOfTheFirst(RecordKind kind, string legal)
    {
        foreach (var state in StatesOf(kind))
        {
            await AssertAsync(legal.Split(' ').Contains(state), new ConformanceBatch().Put(Key(state, kind), 0, State(state)).Entry());
        }
    }

    [Case]
    [Row(RecordKind.Request, "pending", "pending approved denied withdrawn lapsed")]
    [Row(RecordKind.Grant, "scheduled", "scheduled claimable active expired released revoked used-up")]
    [Row(RecordKind.Grant, "claimable", "claimable active expired released revoked used-up")]
    [Row(RecordKind.Grant, "active", "active expired released revoked used-up")]
    public async Task CommitAsync_Step_IsOneOfTheLegalOnes(RecordKind kind, string from, string legal)
    {
        foreach (var to in StatesOf(kind))
        {
            await CommitAsync(new ConformanceBatch().Put(Key(to, kind), 0, State(from)).Entry());
            await AssertAsync(legal.Split(' ').Contains(to), new ConformanceBatch().Put(Key(to, kind), 1, State(to)).Entry());
        }
    }

    [Case]
    [Row(RecordKind.Request, "pending", "approved denied withdrawn lapsed")]
    [Row(RecordKind.Grant, "active", "expired released revoked used-up")]
    public async Task CommitAsync_FinalState_NeverChangesAgain(RecordKind kind, string first, string final)
    {
        foreach (var from in final.Split(' '))
        {
            await CommitAsync(new ConformanceBatch().Put(Key(from, kind), 0, State(first)));
            await CommitAsync(new ConformanceBatch().Put(Key(from, kind), 1, State(from)));
            foreach (var to in StatesOf(kind).Where(state => state != from))
            {
                await AssertAsync(false, new ConformanceBatch().Put(Key(from, kind), 2, State(to)).Entry());
            }

            await AssertAsync(true, new ConformanceBatch().Put(Key(from, kind), 2, State(from)).Entry());
        }
    }

    [Case]
    [Row(RecordKind.Request, "pending")]
    [Row(RecordKind.Request, "approved")]
    [Row(RecordKind.Grant, "active")]
    public async Task CommitAsync_RequestOrGrant_IsNeverRemoved(RecordKind kind, string state)
    {
        await CommitAsync(new ConformanceBatch().Put(Key("x", kind), 0, State(state)));
        await AssertAsync(false, new ConformanceBatch().Remove(Key("x", kind), 1).Entry());
    }

    [Case]
    public async Task CommitAsync_OpenWithoutDeadlineOrFinalWithOne_IsRefused()
    {
        await AssertAsync(false, NewGrant("a", State("active") with { Due = null }));
        await AssertAsync(false, new ConformanceBatch().Put(Key("b", RecordKind.Request), 0, State("approved") with { Due = Later }).Entry());
        await AssertAsync(false, NewGrant("c", State("active") with { IsTerminal = true, Due = null }));
        await AssertAsync(false, NewGrant("d", RecordIndex.None));
    }

    [Case]
    public async Task CommitAsync_IllegalStepAmongLegalOnes_LeavesNoTrace()
    {
        await CommitAsync(NewGrant("g"));
        await CommitAsync(new ConformanceBatch().Put(Key("g"), 1, State("revoked")).Entry());
        await AssertAsync(false, new ConformanceBatch().Put(Key("new"), 0, State("active")).Put(Key("l", RecordKind.Ledger), 0).Put(Key("g"), 2, State("active")).Entry());

        Assert.Null(await LoadAsync(Key("new")));
        Assert.Null(await LoadAsync(Key("l", RecordKind.Ledger)));
        Assert.Equal(2, (await ReadAllAsync()).Head.Position);
    }

    private static string[] StatesOf(RecordKind kind) => kind == RecordKind.Request ? RequestStates : GrantStates;

    private async Task AssertAsync(bool isLegal, ConformanceBatch batch)
    {
        var before = (await ReadAllAsync()).Head.Position;
        if (isLegal)
        {
            Assert.True((await CommitAsync(batch)).IsCommitted);
            return;
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => CommitAsync(batch));
        Assert.Equal(before, (await ReadAllAsync()).Head.Position);
    }
}
