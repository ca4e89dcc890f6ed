using static JitAccess.Tests.Policies.Sample;

namespace JitAccess.Tests.Policies;

public sealed class JitPolicySetTests
{
    [Fact]
    public void Create_Policies_KeepsThemInOrder()
    {
        var set = JitPolicySet.Create("back-office", version: 3, RefundBuilder().Build(), AutoBuilder().Build());

        Assert.Equal(("back-office", 3), (set.Name, set.Version));
        Assert.Equal(["refund-order", "read-payroll"], set.Policies.Select(policy => policy.Name));
        Assert.StartsWith("""{"set":"back-office","version":3,"policies":[{"name":"refund-order",""", set.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_EverythingWrong_ReportsEverythingAtOnce()
    {
        var exception = Assert.Throws<JitPolicyException>(() => JitPolicySet.Create("Back Office", 0, RefundBuilder().Build(), RefundBuilder().Build()));

        Assert.Equal(["$.set", "$.version", "$.policies[1].name"], exception.Findings.Select(finding => finding.Path));
    }

    [Fact]
    public void Create_NoPolicyOrTooMany_IsRefused()
    {
        Assert.Equal("$.policies", Assert.Single(Assert.Throws<JitPolicyException>(() => JitPolicySet.Create("a", 1)).Findings).Path);
        JitPolicy[] many = [.. Enumerable.Range(0, 501).Select(index => RefundBuilder($"p{index}").Build())];
        Assert.Equal("$.policies", Assert.Single(Assert.Throws<JitPolicyException>(() => JitPolicySet.Create("a", 1, many)).Findings).Path);
        Assert.Equal(500, JitPolicySet.Create("a", 1, many.AsSpan(0, 500)).Policies.Length);
    }

    [Fact]
    public void Create_CanonicalFormThatCouldNotBeReadBack_IsRefused()
    {
        string[] resources = [.. Enumerable.Range(0, 199).Select(index => $"r{index}/{new string('a', 400)}")];
        JitPolicy[] policies = [.. Enumerable.Range(0, 20).Select(index => RefundBuilder($"p{index}").On(resources).Build())];

        var finding = Assert.Single(Assert.Throws<JitPolicyException>(() => JitPolicySet.Create("a", 1, policies)).Findings);

        Assert.Equal(("$", "1048576 bytes"), (finding.Path, finding.Limit));
    }

    [Fact]
    public void Hash_VersionOrOrder_Changes()
    {
        var (one, other) = (RefundBuilder().Build(), AutoBuilder().Build());
        string[] hashes =
        [
            JitPolicySet.Create("a", 1, one, other).Hash, JitPolicySet.Create("a", 1, other, one).Hash,
            JitPolicySet.Create("a", 2, one, other).Hash, JitPolicySet.Create("b", 1, one, other).Hash,
        ];

        Assert.Equal(4, hashes.Distinct(StringComparer.Ordinal).Count());
    }
}
