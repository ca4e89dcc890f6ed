namespace JitAccess.Testing.Tests.People;

public sealed class TestPeopleTests
{
    private const string Why = "customer charged twice";

    [Fact]
    public async Task SetRoles_WhileRunning_CountsAtTheNextCommand()
    {
        await using var host = await StartAsync();
        host.People.SetRoles("amina", "cook");
        Assert.Equal(Reason.NotEligible, await RefusedAsync(host));

        host.People.SetRoles("amina", "cook", "support");
        Assert.Equal(RequestState.Pending, (await AskAsync(host)).State);
    }

    [Fact]
    public async Task Disable_WhileRunning_TakesEveryRight()
    {
        await using var host = await StartAsync();
        host.People.Disable("amina");
        Assert.Equal(Reason.SubjectInactive, await RefusedAsync(host));

        host.People.Enable("amina");
        Assert.Equal(RequestState.Pending, (await AskAsync(host)).State);
    }

    [Fact]
    public async Task Remove_WhileRunning_LeavesAnUnknownSubject()
    {
        await using var host = await StartAsync();
        host.People.Remove("amina");

        Assert.Equal(Reason.NotEligible, await RefusedAsync(host));
        Assert.Throws<ArgumentException>(() => host.People.Enable("amina"));
    }

    [Fact]
    public async Task IsAway_WhileRunning_NobodyIsEligible()
    {
        await using var host = await StartAsync();
        host.People.IsAway = true;

        Assert.Equal(Reason.NotEligible, await RefusedAsync(host));
    }

    [Fact]
    public async Task Account_OfTheRequester_IsTheSameHuman()
    {
        await using var host = await StartAsync();
        host.People.Account("amina-admin", of: "amina", "support-lead");
        var request = await AskAsync(host);

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina-admin").ApproveAsync(request));

        Assert.Equal(Reason.SelfApproval, rejected.Reason);
    }

    [Fact]
    public async Task SetAttribute_WhileRunning_IsSeenByConditions()
    {
        var policy = JitPolicy.Create("read-payroll").Grants("payroll:read").On("payroll").Eligible(Has.Attribute("department", "pay"))
            .UpTo(NodaTime.Duration.FromMinutes(5)).AutoApproved().Build();
        await using var host = await JitTestHost.StartAsync(JitPolicySet.Create("pay", 1, policy), people => people.Workload("robot"));
        await Assert.ThrowsAsync<JitRejectedException>(() => host.As("robot").RequestAsync("read-payroll", "payroll", 5));

        host.People.SetAttribute("robot", "department", "pay");
        await host.As("robot").RequestAsync("read-payroll", "payroll", 5);

        host.Should("robot").Allow("payroll:read", "payroll");
    }

    [Fact]
    public async Task Add_AnyEntry_IsFoundByItsSubject()
    {
        await using var host = await StartAsync();
        var team = Subject.Human("https://groups.test", "team");
        host.People.Add("team", new DirectoryEntry(team) { IsGroup = true, Roles = ["support"] });

        var rejected = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("team").RequestAsync("refund-order", "orders/1", 5, Why));

        Assert.Equal(team, host.People.SubjectOf("team"));
        Assert.Equal(Reason.SubjectIsGroup, rejected.Reason);
    }

    [Fact]
    public async Task SubjectOf_UnknownName_ListsWhoIsThere()
    {
        await using var host = await StartAsync();

        var thrown = Assert.Throws<ArgumentException>(() => host.As("nobody"));

        Assert.Contains("\"nobody\" was added; there are: amina, bo.", thrown.Message, StringComparison.Ordinal);
    }

    private static Task<JitTestHost> StartAsync() =>
        JitTestHost.StartAsync(BackOfficePolicies.All, people => people.Person("amina", "support").Person("bo", "support-lead"));

    private static Task<JitRequest> AskAsync(JitTestHost host) => host.As("amina").RequestAsync("refund-order", "orders/1", 5, Why);

    private static async Task<Reason> RefusedAsync(JitTestHost host) => (await Assert.ThrowsAsync<JitRejectedException>(() => AskAsync(host))).Reason;
}
