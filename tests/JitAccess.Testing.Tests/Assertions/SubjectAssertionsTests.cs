using NodaTime;

namespace JitAccess.Testing.Tests.Assertions;

public sealed class SubjectAssertionsTests : IAsyncLifetime
{
    private JitTestHost _host = null!;
    private JitRequest _granted = null!;

    public async Task InitializeAsync()
    {
        _host = await JitTestHost.StartAsync(BackOfficePolicies.All, people => people.Person("amina", "support").Person("bo", "support-lead"));
        _granted = await _host.As("bo").ApproveAsync(await _host.As("amina").RequestAsync("refund-order", "orders/4711", 30, "customer charged twice"));
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void Allow_Denied_SaysWhatWasAskedAnsweredAndHeld()
    {
        var failed = Assert.Throws<JitAssertionException>(() => _host.Should("amina").Allow("orders:refund", "orders/4712"));

        Assert.Equal(
            $"""
            amina should be allowed: orders:refund on orders/4712
              asked at:  2026-03-02T09:00:00.000Z
              answered:  denied with out-of-scope: you hold a live grant, but for something else.
              holds:     orders:refund on orders/4711 until 2026-03-02T09:30:00.000Z, live (grant {_granted.GrantId} under the policy "refund-order")
            """,
            failed.Message);
    }

    [Fact]
    public void Allow_NothingHeld_SaysSo()
    {
        var failed = Assert.Throws<JitAssertionException>(() => _host.Should("bo").Allow("payroll:read"));

        Assert.StartsWith("bo should be allowed: payroll:read", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("nothing; this node knows no grant of bo", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deny_Allowed_NamesTheGrant()
    {
        var failed = Assert.Throws<JitAssertionException>(() => _host.Should("amina").Deny("orders:refund", "orders/4711", Reason.Expired));

        Assert.Contains("amina should be denied with expired: orders:refund on orders/4711", failed.Message, StringComparison.Ordinal);
        Assert.Contains($"allowed (grant {_granted.GrantId} under the policy \"refund-order\", end 2026-03-02T09:30:00.000Z)", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deny_ForAnotherReason_NamesBoth()
    {
        await _host.AdvanceAsync(Duration.FromMinutes(30));

        var failed = Assert.Throws<JitAssertionException>(() => _host.Should("amina").Deny("orders:refund", "orders/4711", Reason.Revoked));

        Assert.Contains("should be denied with revoked", failed.Message, StringComparison.Ordinal);
        Assert.Contains("denied with expired: the grant that covered this ended at 2026-03-02T09:30:00.000Z.", failed.Message, StringComparison.Ordinal);
        Assert.Contains("until 2026-03-02T09:30:00.000Z, expired", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allow_SingleUse_TakesNone()
    {
        await _host.As("bo").ApproveAsync(await _host.As("amina").RequestAsync("delete-customer", "customers/7", 5));

        _host.Should("amina").Allow("customers:delete", "customers/7").And.Allow("customers:delete", "customers/7");
        Assert.Throws<JitAssertionException>(() => _host.Should("amina").Deny("customers:delete", "customers/7", Reason.NeedsCommit));

        await using (await _host.As("amina").UseAsync("customers:delete", "customers/7"))
        {
            _host.Should("amina").Deny("customers:delete", "customers/7", Reason.UsedUp);
        }
    }
}
