using NodaTime;
using static JitAccess.Tests.Policies.Sample;

namespace JitAccess.Tests.Policies;

public sealed class JitPolicyBuilderTests
{
    [Fact]
    public void Build_SmallPolicy_HasTheDefaults()
    {
        var policy = RefundBuilder().Build();

        Assert.Equal("refund-order", policy.Name);
        Assert.Equal(new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/*")), Assert.Single(policy.Scopes));
        Assert.Equal(Duration.FromSeconds(1), policy.MinDuration);
        Assert.Equal(Duration.FromHours(1), policy.MaxDuration);
        Assert.Equal((10, false, false), (policy.JustificationMinLength, policy.RecordsUse, policy.AutoApproved));
        Assert.Null(policy.Uses);
        Assert.Null(policy.TicketPattern);
        Assert.Null(policy.ClaimsGoodFor);
        Assert.Null(policy.PendingFor);
        Assert.Empty(policy.Conditions);
        var stage = Assert.Single(policy.Stages);
        Assert.Equal(("lead", 1, 1), (stage.Name, stage.Needs, stage.DeniedBy));
    }

    [Fact]
    public void Build_WithoutResources_CoversTheRootAlone() =>
        Assert.Equal(new Scope(Permission.Parse("payroll:read"), Resource.Root), Assert.Single(AutoBuilder().Build().Scopes));

    [Fact]
    public void Build_PermissionsAndResources_AreCombinedAndPairsAdded() => Assert.Equal(
        [
            "customers:delete on customers/eu/*", "customers:delete on customers/us/*",
            "customers:read on customers/eu/*", "customers:read on customers/us/*", "reports:read",
        ],
        RichBuilder().Build().Scopes.Select(scope => scope.ToString()));

    [Fact]
    public void ToJson_SmallPolicy_IsCompactWithoutDefaults() => Assert.Equal(
        """{"name":"refund-order","scopes":[{"permission":"orders:refund","resource":"orders/*"}],"eligible":{"role":["support"]},"maxDuration":"PT1H","justification":{"minLength":10},"stages":[{"name":"lead","approvers":{"role":["support-lead"]}}]}""",
        RefundBuilder().Build().ToJson());

    // The hash is in journals for ever: if this changes, requests that are pending during an upgrade see another policy.
    [Fact]
    public void Hash_SmallPolicy_IsPinned()
    {
        Assert.Equal("d666477e9826cf22451329b1161eec9549e64998aa7e2d597e020d63f7f58fc5", RefundBuilder().Build().Hash);
        Assert.Equal("fb4c0496c217c8dac0ace3486ceb1ece2d9dec51a8f7dd04979d606cd1790814", RichBuilder().Build().Hash);
        Assert.Equal("df124cc20d39c132e3c2bcaf60e6e7104413aa95cdd32776a21df363af79f23e", RefundBuilder().Build().Stages[0].Hash);
        Assert.Equal("9358f99c75b15f59927eb80a345635707fff3b313c85ebf17b046f1894a78f2b", JitPolicySet.Create("back-office", version: 1, RefundBuilder().Build()).Hash);
    }

    [Fact]
    public void Hash_AnyChange_Changes()
    {
        var hashes = new[]
        {
            RefundBuilder(), RefundBuilder("other"), RefundBuilder().Uses(1), RefundBuilder().UpTo(Duration.FromMinutes(61)), RefundBuilder().RecordsUse(),
            RefundBuilder().When(Risk.AtMost(1)), RefundBuilder().PendingFor(Duration.FromHours(1)), RefundBuilder().ClaimsGoodFor(Duration.FromHours(1)),
            RefundBuilder().AtLeast(Duration.FromSeconds(2)), RefundBuilder().RequiresTicket("a"), RefundBuilder().RequiresJustification(11),
            RefundBuilder().GrantsScope("a:b"), RefundBuilder().Eligible(Has.Role("x")), RefundBuilder().Stage("b", stage => stage.ApprovedBy(Has.Role("x"))),
        }.Select(builder => builder.Build().Hash).ToList();

        Assert.Equal(hashes.Count, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Build_EverythingWrong_ReportsEverythingAtOnce()
    {
        var findings = JitPolicy.Create("Refund Order")
            .Grants("Orders:Refund").On("orders/../x")
            .Eligible(Condition.Any())
            .When(From.Network("10.0.0.1/8"), During.Days("Mars/Olympus", IsoDayOfWeek.Monday))
            .UpTo(Duration.FromDays(367))
            .AtLeast(Duration.Zero)
            .Uses(0)
            .RequiresJustification(1001)
            .RequiresTicket("(")
            .Stage("lead", stage => stage.Needs(0).DeniedBy(101))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("")))
            .ClaimsGoodFor(-Duration.FromHours(1))
            .PendingFor(Duration.FromMilliseconds(1500))
            .AutoApproved()
            .Errors();

        string[] expected =
        [
            "$.grants[0]", "$.on[0]", "$.name", "$.eligible.any", "$.when[0].network[0]", "$.when[1].during.zone", "$.maxDuration", "$.minDuration",
            "$.claimsGoodFor", "$.pendingFor", "$.uses", "$.justification.minLength", "$.ticket.pattern", "$.stages[0].needs", "$.stages[0].deniedBy",
            "$.stages[0].approvers", "$.stages[1].approvers.role[0]", "$.stages[1].name", "$.autoApproved", "$.eligible",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), findings.Select(finding => finding.Path!).Order(StringComparer.Ordinal));
        Assert.All(findings, finding => Assert.False(string.IsNullOrWhiteSpace(finding.Message) || finding.Fix is null || finding.Limit is null, finding.ToString()));
    }

    [Fact]
    public void Build_Error_NamesValueLimitAndFixInTheMessage()
    {
        var exception = Assert.Throws<JitPolicyException>(() => RefundBuilder().UpTo(Duration.FromDays(400)).Uses(1001).Build());

        Assert.Contains("The policies have 2 errors:", exception.Message, StringComparison.Ordinal);
        Assert.Contains("$.maxDuration: The duration 9600:00:00 is not an ISO 8601 duration", exception.Message, StringComparison.Ordinal);
        Assert.Contains("$.uses: 1001 uses is outside 1 to 1000.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(999_999_999L)]
    [InlineData(1_000_000_001L)]
    [InlineData(31_622_401_000_000_000L)]
    public void Build_DurationNotWholePositiveAndWritable_IsRefused(long nanoseconds)
    {
        var finding = Assert.Single(RefundBuilder().UpTo(Duration.FromNanoseconds(nanoseconds)).Errors());

        Assert.Equal((Reason.DurationInvalid, "$.maxDuration"), (finding.Reason, finding.Path));
    }

    [Fact]
    public void Build_DurationsOfTheLimits_AreAccepted()
    {
        RefundBuilder().UpTo(Duration.FromDays(366)).AtLeast(Duration.FromDays(366)).Build();
        RefundBuilder().UpTo(Duration.FromSeconds(1)).Build();
    }

    [Fact]
    public void Build_MinimumAboveMaximum_NamesBoth()
    {
        var finding = Assert.Single(RefundBuilder().AtLeast(Duration.FromHours(2)).Errors());

        Assert.Equal(("PT2H", "PT1H", "$.minDuration"), (finding.Value, finding.Limit, finding.Path));
    }

    [Fact]
    public void Build_NothingSaid_NamesWhatIsMissing() => Assert.Equal(
        [(Reason.MemberMissing, "$.grants"), (Reason.MemberMissing, "$.eligible"), (Reason.MemberMissing, "$.maxDuration"), (Reason.NothingApproves, "$.stages")],
        JitPolicy.Create("x").Errors().Select(finding => (finding.Reason, finding.Path!)));

    [Fact]
    public void P10_Build_NeitherStageNorAutomaticApproval_IsRefused()
    {
        var builder = JitPolicy.Create("x").Grants("a:b").Eligible(Has.Role("r")).UpTo(Duration.FromHours(1));

        Assert.Equal((Reason.NothingApproves, "$.stages"), (Assert.Single(builder.Errors()).Reason, builder.Errors()[0].Path));
    }

    [Fact]
    public void P10_Build_EmptyApprovers_AreRefused()
    {
        Assert.Equal("$.stages[1].approvers", Assert.Single(RefundBuilder().Stage("b", _ => { }).Errors()).Path);
        Assert.Equal("$.stages[1].approvers.any", Assert.Single(RefundBuilder().Stage("b", stage => stage.ApprovedBy(Condition.Any())).Errors()).Path);
        Assert.Equal("$.stages[1].approvers.role", Assert.Single(RefundBuilder().Stage("b", stage => stage.ApprovedBy(Has.AnyRole())).Errors()).Path);
    }

    [Fact]
    public void Build_EmptyResources_AreRefusedNotTheRoot() =>
        Assert.Equal("$.on", Assert.Single(JitPolicy.Create("x").Grants("a:b").On().Eligible(Has.Role("r")).UpTo(Duration.FromHours(1)).AutoApproved().Errors()).Path);

    [Fact]
    public void Build_ScopeTwice_IsRefused()
    {
        Assert.Equal("$.grants", Assert.Single(RefundBuilder().Grants("orders:refund").Errors()).Path);
        Assert.Equal("$.scopes[0]", Assert.Single(RefundBuilder().GrantsScope("orders:refund", "orders/*").Errors()).Path);
    }

    [Fact]
    public void Build_TooManyScopes_IsRefusedOnce()
    {
        var builder = RefundBuilder().On([.. Enumerable.Range(0, 199).Select(index => $"r/{index}")]);
        Assert.Equal(200, builder.Build().Scopes.Length);

        var finding = Assert.Single(builder.On("r/x").Errors());
        Assert.Equal(("201", "200 scopes"), (finding.Value, finding.Limit));
    }

    [Fact]
    public void Build_TooManyOfAnything_IsRefused()
    {
        var conditions = Enumerable.Repeat(Risk.AtMost(1), 101).ToArray();
        Assert.Equal("$.when", Assert.Single(RefundBuilder().When(conditions).Errors()).Path);
        Assert.Equal("$.eligible.all", Assert.Single(RefundBuilder().Eligible(Condition.All(conditions)).Errors()).Path);
        var builder = RefundBuilder();
        for (var index = 0; index < 20; index++)
        {
            builder.Stage($"s{index}", stage => stage.ApprovedBy(Has.Role("r")));
        }

        Assert.Equal("$.stages", Assert.Single(builder.Errors()).Path);
    }

    [Fact]
    public void Build_ConditionsOfTheDepth_AreAcceptedAndOneMoreRefused()
    {
        var deep = Enumerable.Range(0, 9).Aggregate(Has.Role("r"), (inner, _) => !inner);
        RefundBuilder().When(deep).Build();

        var finding = Assert.Single(RefundBuilder().When(!deep).Errors());
        Assert.Equal((Reason.TooDeep, "$.when[0].not.not.not.not.not.not.not.not.not.not"), (finding.Reason, finding.Path));
    }

    [Fact]
    public void Build_ConditionsAMillionDeep_IsRefusedWithoutWalkingThem() =>
        Assert.Equal(Reason.TooDeep, Assert.Single(RefundBuilder().When(Enumerable.Range(0, 1_000_000).Aggregate(Has.Role("r"), (inner, _) => !inner)).Errors()).Reason);

    [Fact]
    public void Build_Twice_GivesEqualPoliciesThatDoNotShare()
    {
        var builder = RefundBuilder();
        var first = builder.Build();
        var second = builder.When(Risk.AtMost(3)).Build();

        Assert.Empty(first.Conditions);
        Assert.Single(second.Conditions);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("0-9")]
    [InlineData("refund-order-2")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Create_CanonicalName_IsAccepted(string name) => Assert.Equal(name, RefundBuilder(name).Build().Name);

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("A")]
    [InlineData("a_b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("а")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Create_OtherName_IsRefused(string name) => Assert.Equal("$.name", Assert.Single(RefundBuilder(name).Errors()).Path);
}
