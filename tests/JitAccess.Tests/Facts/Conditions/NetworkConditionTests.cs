using static JitAccess.Tests.Facts.Conditions.Given;

namespace JitAccess.Tests.Facts.Conditions;

public sealed class NetworkConditionTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255")]
    [InlineData("10.1.2.3/32", "10.1.2.3")]
    [InlineData("0.0.0.0/0", "203.0.113.7")]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1")]
    [InlineData("fe80::/10", "fe80::1%3")]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3")]
    [InlineData("::ffff:10.0.0.0/104", "10.1.2.3")]
    [InlineData("::ffff:10.0.0.0/104", "::ffff:10.1.2.3")]
    public void Network_AddressInside_Holds(string network, string address) =>
        From.Network("192.0.2.0/24", network).Evaluate(Context(Fact(FactNames.Address, address))).Holds();

    [Theory]
    [InlineData("10.0.0.0/8", "11.0.0.0")]
    [InlineData("10.1.2.3/32", "10.1.2.4")]
    [InlineData("0.0.0.0/0", "2001:db8::1")]
    [InlineData("::/0", "10.1.2.3")]
    [InlineData("::/0", "::ffff:10.1.2.3")]
    [InlineData("2001:db8::/32", "2001:db9::")]
    public void Network_AddressOutside_DoesNotHold(string network, string address)
    {
        var finding = From.Network(network).Evaluate(Context(Fact(FactNames.Address, address))).Says(ConditionResult.NotSatisfied, Reason.ConditionNotMet);

        Assert.DoesNotContain(address, finding.Message, StringComparison.Ordinal); // The address is personal.
    }

    [Theory]
    [InlineData]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("10.0.0.1", "10.0.0.2")]
    public void Network_AddressUnreadable_IsUnknown(params string[] addresses) =>
        From.Network("10.0.0.0/8").Evaluate(Context(Fact(FactNames.Address, addresses))).Says(ConditionResult.Unknown, Reason.FactMissing);

    [Fact]
    public void Network_NoAddress_IsUnknownAlsoNegated()
    {
        From.Network("10.0.0.0/8").Evaluate(Context()).Says(ConditionResult.Unknown, Reason.FactMissing);
        (!From.Network("10.0.0.0/8")).Evaluate(Context()).Says(ConditionResult.Unknown, Reason.FactMissing);
    }

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0/16")]
    [InlineData("012.0.0.0/8")]
    [InlineData("0x0a.0.0.0/8")]
    [InlineData("167772160/8")]
    [InlineData("2001:db8::1/32")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::%1/64")]
    [InlineData("[2001:db8::]/32")]
    [InlineData("::ffff:10.0.0.0/95")]
    [InlineData("/8")]
    [InlineData("office")]
    public void Build_BadNetwork_IsRefused(string network)
    {
        var findings = new List<Finding>();
        From.Network(network).Check("$.eligible.network", findings);

        var finding = Assert.Single(findings);
        Assert.Equal(("$.eligible.network[0]", network), (finding.Member, finding.Value));
    }
}
