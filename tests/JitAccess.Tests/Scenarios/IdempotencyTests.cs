using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P38 and the promise of an idempotency key: the same key with the same body gives the same answer for 24 hours.</summary>
public sealed class IdempotencyTests
{
    private static readonly JitAsk Ask = new("refund-order", Duration.FromMinutes(5)) { Resource = Resource.Parse("orders/1"), Justification = Desk.Why };

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Submit_RepeatedAfterTheStateMovedOn_AnswersAsThen(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var first = await office.Host.As("amina").RequestAsync(Ask, Key("k"));
        await office.Host.As("bo").ApproveAsync(first);
        await office.Host.AdvanceAsync(Duration.FromHours(1));

        var again = await office.Host.As("amina").RequestAsync(Ask, Key("k"));

        Assert.Equal(Text(first), Text(again));
        Assert.Equal(RequestState.Pending, again.State);
        Assert.Single((await Requests(office).ListAsync(office.Host.As("amina").Caller, new JitPageRequest())).Items);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task SubmitAndVote_RepeatedAfterPolicyAndPeopleChanged_AnswerAsThen(string store)
    {
        var two = JitPolicy.Create("two").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2)).Build();
        var other = JitPolicy.Create("two").Grants("orders:refund").On("orders/*").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1))
            .Stage("lead", stage => stage.ApprovedBy(Everyone.SignedIn).Needs(3)).Stage("board", stage => stage.ApprovedBy(Has.Role("on-call"))).Build();
        await using var office = await Office.OpenAsync(store, jit => jit.AddPolicies(JitPolicySet.Create("more", 1, two)));
        var (amina, bo) = (office.Host.As("amina").Caller, office.Host.As("bo").Caller);
        var ask = new JitAsk("two", Duration.FromMinutes(5));
        var vote = new JitVote(VoteDecision.Approve) { Comment = "seen" };
        var asked = await Requests(office).SubmitAsync(amina, ask, Key("k"));
        var voted = await Requests(office).VoteAsync(bo, asked.Id, vote, Key("l"));

        await Desk.PublishAsync(office.Host, JitPolicySet.Create("more", 2, other));
        office.Host.People.Account("bo", "amina", "support-lead");

        Assert.Equal(1, voted.Stages.Single().Approvals);
        Assert.Equal(Text(asked), Text(await Requests(office).SubmitAsync(amina, ask, Key("k"))));
        Assert.Equal(Text(voted), Text(await Requests(office).VoteAsync(bo, asked.Id, vote, Key("l"))));
        Assert.Equal([0, 0], (await office.Host.As("amina").ReadAsync(asked)).Stages.Select(stage => stage.Approvals));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task VoteReleaseRevoke_Repeated_AnswerAsThen(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var (amina, bo) = (office.Host.As("amina").Caller, office.Host.As("bo").Caller);
        var request = await office.Host.As("amina").RequestAsync(Ask);
        var other = await Desk.GrantAsync(office.Host, "orders/2");
        var vote = new JitVote(VoteDecision.Approve);

        var voted = await Requests(office).VoteAsync(bo, request.Id, vote, Key("k"));
        var released = await office.Grants.ReleaseAsync(amina, voted.GrantId!, Key("k"));
        var revoked = await office.Grants.RevokeAsync(bo, other.GrantId!, "a mistake", Key("l"));
        await office.Host.AdvanceAsync(Duration.FromMinutes(1));

        Assert.Equal(Text(voted), Text(await Requests(office).VoteAsync(bo, request.Id, vote, Key("k"))));
        Assert.Equal(Text(released), Text(await office.Grants.ReleaseAsync(amina, voted.GrantId!, Key("k"))));
        Assert.Equal(Text(revoked), Text(await office.Grants.RevokeAsync(bo, other.GrantId!, "a mistake", Key("l"))));
    }

    // The answer to the first was lost, and with it what this node had to know of it.
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P20_RevocationRepeatedAfterItsAnswerWasLost_HoldsHereWhenItReturns(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var grant = await Desk.GrantAsync(office.Host, "orders/1");
        var bo = office.Host.As("bo").Caller;
        office.Store.AfterCommit = () => throw new StoreUnavailableException("The connection was lost.");
        await Assert.ThrowsAsync<JitRejectedException>(() => office.Grants.RevokeAsync(bo, grant.GrantId!, "a mistake", Key("k")).AsTask());
        office.Store.AfterCommit = null;

        await office.Grants.RevokeAsync(bo, grant.GrantId!, "a mistake", Key("k"));

        office.Host.Should("amina").Deny("orders:refund", "orders/1", Reason.Revoked);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task P38_SameKeyOtherBody_IsRefused(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await office.Host.As("amina").RequestAsync(Ask, Key("k"));
        var written = office.Store.Written.Count;

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").RequestAsync(Ask, Key("k", body: "{ }")));

        Assert.Equal(Reason.IdempotencyKeyReused, rejected.Reason);
        Assert.Equal(("Idempotency-Key", "k"), (rejected.Explanation.Findings[0].Member, rejected.Explanation.Findings[0].Value));
        Assert.Equal(written, office.Store.Written.Count);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Key_OfAnotherSubjectOrRoute_IsAnotherKey(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var one = await office.Host.As("amina").RequestAsync(Ask, Key("k"));
        var other = await office.Host.As("ravi").RequestAsync(Ask, Key("k"));
        var elsewhere = await office.Host.As("amina").RequestAsync(Ask, new IdempotencyKey("elsewhere", "k", "{}"u8));

        Assert.Equal(3, new[] { one.Id, other.Id, elsewhere.Id }.Distinct().Count());
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Key_AfterADay_IsForgotten(string store)
    {
        await using var office = await Office.OpenAsync(store);
        var first = await office.Host.As("amina").RequestAsync(Ask, Key("k"));

        office.Time.StepWall(Duration.FromHours(24) - Duration.FromMilliseconds(1));
        Assert.Equal(first.Id, (await office.Host.As("amina").RequestAsync(Ask, Key("k"))).Id);
        office.Time.StepWall(Duration.FromMilliseconds(1)); // before any housekeeping

        var fresh = await office.Host.As("amina").RequestAsync(Ask, Key("k", body: "another"));
        Assert.NotEqual(first.Id, fresh.Id);
        await office.Host.SettleAsync();
        Assert.Equal(fresh.Id, (await office.Host.As("amina").RequestAsync(Ask, Key("k", body: "another"))).Id);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Key_OfARefusedCommand_IsNotRemembered(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("amina").RequestAsync(Ask with { Justification = "short" }, Key("k", body: "short")));

        await office.Host.As("amina").RequestAsync(Ask, Key("k"));
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task SameKey_InParallel_IsDoneOnce(string store)
    {
        await using var office = await Office.OpenAsync(store);

        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => office.Host.As("amina").RequestAsync(Ask, Key("k")))));

        Assert.Single(all.Select(Text).Distinct());
        Assert.Single((await Requests(office).ListAsync(office.Host.As("amina").Caller, new JitPageRequest())).Items);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Body_InTheStore_CannotBeGuessedWithoutTheKey(string store)
    {
        await using var office = await Office.OpenAsync(store);
        await office.Host.As("amina").RequestAsync(Ask, Key("k", body: "secret"));

        var hash = SHA256.HashData("secret"u8);
        var written = office.Store.Written.SelectMany(batch => batch.Writes).Where(record => record.Key.Kind == RecordKind.Idempotency).ToList();
        var text = Encoding.UTF8.GetString(Assert.Single(written).Record!.Bytes.Span);
        Assert.DoesNotContain(Convert.ToHexStringLower(hash), text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_KeyRotated_IsStillRecognised()
    {
        var (old, fresh) = (JitKey.Generate(), JitKey.Generate());
        var hash = SHA256.HashData("body"u8);
        var before = new Authenticator(new TurningRing(old)).FingerprintOf(hash);
        var after = new Authenticator(new TurningRing(fresh, old));

        Assert.True(after.IsFingerprint(before, hash));
        Assert.False(after.IsFingerprint(before, SHA256.HashData("other"u8)));
        Assert.NotEqual(before, after.FingerprintOf(hash));
        Assert.False(new Authenticator(new TurningRing(fresh)).IsFingerprint(before, hash));
    }

    private sealed class TurningRing(params JitKey[] keys) : IJitKeyRing
    {
        public JitKey Current => keys[0];

        public bool TryGet(string id, [NotNullWhen(true)] out JitKey? key) =>
            (key = keys.FirstOrDefault(candidate => string.Equals(candidate.Id, id, StringComparison.Ordinal))) is not null;
    }

    private static IJitRequests Requests(Office office) => office.Host.Services.GetRequiredService<IJitRequests>();

    private static IdempotencyKey Key(string key, string body = "{}") => new("POST /requests", key, Encoding.UTF8.GetBytes(body));

    private static string Text<T>(T document) => JsonSerializer.Serialize(document);
}
