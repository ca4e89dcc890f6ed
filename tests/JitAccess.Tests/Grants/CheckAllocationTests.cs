using JitAccess.Tests.Scenarios;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>The hot check allocates nothing, whatever it answers.</summary>
public sealed class CheckAllocationTests : IAsyncLifetime
{
    private Office _office = null!;
    private SubjectHandle _amina = null!;

    public async Task InitializeAsync()
    {
        _office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(_office.Host, "orders/1", minutes: 1);
        await _office.Host.AdvanceAsync(Duration.FromMinutes(1));
        await Desk.GrantAsync(_office.Host, "orders/2/*", minutes: 30);
        await Desk.GrantAsync(_office.Host, "orders/3", minutes: 30);
        await Desk.GrantAsync(_office.Host, "customers/1", minutes: 30, policy: "delete-customer");
        await _office.Host.As("bo").RevokeAsync(await Desk.GrantAsync(_office.Host, "orders/4"), "a mistake");
        _amina = _office.Access.Resolve(_office.Host.People.SubjectOf("amina"));
    }

    public async Task DisposeAsync() => await _office.DisposeAsync();

    [Theory]
    [InlineData("orders:refund", "orders/3", "allowed")]
    [InlineData("orders:refund", "orders/2/lines/7", "allowed")] // by a wildcard
    [InlineData("orders:refund", "orders/1", "expired")]
    [InlineData("orders:refund", "orders/4", "revoked")]
    [InlineData("orders:refund", "orders/9", "out-of-scope")]
    [InlineData("orders:refund", null, "out-of-scope")]
    [InlineData("payroll:read", "payroll", "out-of-scope")]
    [InlineData("customers:delete", "customers/1", "needs-commit")]
    public void Check_OfAHolder_AllocatesNothing(string permission, string? resource, string answer) => Demand(_amina, permission, resource, answer);

    [Fact]
    public void Check_OfASubjectWithoutGrants_AllocatesNothing() =>
        Demand(_office.Access.Resolve(_office.Host.People.SubjectOf("eve")), "orders:refund", "orders/3", "no-grant");

    [Fact]
    public void Check_OnAStaleNode_AllocatesNothing()
    {
        _office.Time.StepWall(Duration.FromSeconds(10));

        Demand(_amina, "orders:refund", "orders/3", "node-stale");
    }

    [Fact]
    public void Check_ManyQuestionsAtOnce_AllocatesNothing()
    {
        JitQuestion[] questions = [new("orders:refund", "orders/3"), new("orders:refund", "orders/2/lines/7"), new("orders:refund", "orders//3"), new("payroll:read")];
        var answers = new GrantCheck[questions.Length];
        Measure(() => _office.Access.Check(_amina, questions, answers));

        Assert.Equal(["allowed", "allowed", "resource-not-canonical", "out-of-scope"], answers.Select(answer => answer.Reason?.Code ?? "allowed"));
    }

    [Theory]
    [InlineData("orders/many/17", "allowed")]
    [InlineData("orders/2/lines/7", "allowed")]
    [InlineData("orders/many/17/lines", "out-of-scope")]
    [InlineData("orders/many//17", "resource-not-canonical")]
    public async Task Check_OfAHolderOfMany_AllocatesNothing(string resource, string answer)
    {
        for (var number = 0; number < 20; number++)
        {
            await Desk.GrantAsync(_office.Host, $"orders/many/{number}", minutes: 30);
        }

        Demand(_amina, "orders:refund", resource, answer);
    }

    private void Demand(SubjectHandle subject, string permission, string? resource, string answer)
    {
        var access = _office.Access;
        Assert.Equal(answer, access.Check(subject, permission, resource).Reason?.Code ?? "allowed");
        Measure(() =>
        {
            access.Check(subject, permission, resource);
            access.Check(subject, permission, resource, atLeast: 1);
        });
    }

    private static void Measure(Action check)
    {
        check();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var checks = 0; checks < 1000; checks++)
        {
            check();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
