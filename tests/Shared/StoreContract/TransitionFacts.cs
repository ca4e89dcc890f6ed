using JitAccess.Stores;
using static JitAccess.StoreContract.Batch;

namespace JitAccess.StoreContract;

/// <summary>A request or grant takes legal steps only, whatever a batch says.</summary>
public abstract class TransitionFacts<TSetup> : StoreFacts<TSetup>
    where TSetup : StoreSetup, new()
{
    private static readonly string[] RequestStates = ["pending", "approved", "denied", "withdrawn", "lapsed"];
    private static readonly string[] GrantStates = ["scheduled", "claimable", "active", "expired", "released", "revoked", "used-up"];

    [Theory]
    [InlineData(RecordKind.Request, "pending approved")]
    [InlineData(RecordKind.Grant, "scheduled claimable active")]
    public async Task CommitAsync_FirstState_IsOneOfTheFirst(RecordKind kind, string legal)
    {
        foreach (var state in StatesOf(kind))
        {
            await AssertAsync(legal.Split(' ').Contains(state), new Batch().Put(Key(state, kind), 0, State(state)).Entry());
        }
    }

    [Theory]
    [InlineData(RecordKind.Request, "pending", "pending approved denied withdrawn lapsed")]
    [InlineData(RecordKind.Grant, "scheduled", "scheduled claimable active expired released revoked used-up")]
    [InlineData(RecordKind.Grant, "claimable", "claimable active expired released revoked used-up")]
    [InlineData(RecordKind.Grant, "active", "active expired released revoked used-up")]
    public async Task CommitAsync_Step_IsOneOfTheLegalOnes(RecordKind kind, string from, string legal)
    {
        foreach (var to in StatesOf(kind))
        {
            await CommitAsync(new Batch().Put(Key(to, kind), 0, State(from)).Entry());
            await AssertAsync(legal.Split(' ').Contains(to), new Batch().Put(Key(to, kind), 1, State(to)).Entry());
        }
    }

    [Theory]
    [InlineData(RecordKind.Request, "pending", "approved denied withdrawn lapsed")]
    [InlineData(RecordKind.Grant, "active", "expired released revoked used-up")]
    public async Task CommitAsync_FinalState_NeverChangesAgain(RecordKind kind, string first, string final)
    {
        foreach (var from in final.Split(' '))
        {
            await CommitAsync(new Batch().Put(Key(from, kind), 0, State(first)));
            await CommitAsync(new Batch().Put(Key(from, kind), 1, State(from)));
            foreach (var to in StatesOf(kind).Where(state => state != from))
            {
                await AssertAsync(false, new Batch().Put(Key(from, kind), 2, State(to)).Entry());
            }

            await AssertAsync(true, new Batch().Put(Key(from, kind), 2, State(from)).Entry());
        }
    }

    [Theory]
    [InlineData(RecordKind.Request, "pending")]
    [InlineData(RecordKind.Request, "approved")]
    [InlineData(RecordKind.Grant, "active")]
    public async Task CommitAsync_RequestOrGrant_IsNeverRemoved(RecordKind kind, string state)
    {
        await CommitAsync(new Batch().Put(Key("x", kind), 0, State(state)));
        await AssertAsync(false, new Batch().Remove(Key("x", kind), 1).Entry());
    }

    [Fact]
    public async Task CommitAsync_OpenWithoutDeadlineOrFinalWithOne_IsRefused()
    {
        await AssertAsync(false, NewGrant("a", State("active") with { Due = null }));
        await AssertAsync(false, new Batch().Put(Key("b", RecordKind.Request), 0, State("approved") with { Due = Later }).Entry());
        await AssertAsync(false, NewGrant("c", State("active") with { IsTerminal = true, Due = null }));
        await AssertAsync(false, NewGrant("d", RecordIndex.None));
    }

    [Fact]
    public async Task CommitAsync_IllegalStepAmongLegalOnes_LeavesNoTrace()
    {
        await CommitAsync(NewGrant("g"));
        await CommitAsync(new Batch().Put(Key("g"), 1, State("revoked")).Entry());
        await AssertAsync(false, new Batch().Put(Key("new"), 0, State("active")).Put(Key("l", RecordKind.Ledger), 0).Put(Key("g"), 2, State("active")).Entry());

        Assert.Null(await LoadAsync(Key("new")));
        Assert.Null(await LoadAsync(Key("l", RecordKind.Ledger)));
        Assert.Equal(2, (await ReadAllAsync()).Head.Position);
    }

    private static string[] StatesOf(RecordKind kind) => kind == RecordKind.Request ? RequestStates : GrantStates;

    private async Task AssertAsync(bool isLegal, Batch batch)
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
