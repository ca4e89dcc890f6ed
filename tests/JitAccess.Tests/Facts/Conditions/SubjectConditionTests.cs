using static JitAccess.Tests.Facts.Conditions.Given;

namespace JitAccess.Tests.Facts.Conditions;

/// <summary>Conditions on who: role, attribute, subject, everyone; and the device, which is read like an attribute.</summary>
public sealed class SubjectConditionTests
{
    [Fact]
    public void Role_Held_Holds() => Has.AnyRole("support", "support-lead").Evaluate(Context(Fact(FactNames.Role, "x", "support-lead"))).Holds();

    [Theory]
    [InlineData("Support")]
    [InlineData("support ")]
    [InlineData("ｓupport")]
    public void Role_SpeltOtherwise_DoesNotHold(string role) =>
        Has.Role("support").Evaluate(Context(Fact(FactNames.Role, role))).Says(ConditionResult.NotSatisfied, Reason.NotEligible);

    [Fact]
    public void Role_SourceSaysNone_IsNotEligible() =>
        Has.Role("support").Evaluate(Context(Fact(FactNames.Role))).Says(ConditionResult.NotSatisfied, Reason.NotEligible);

    [Fact]
    public void Role_NobodyKnows_IsUnknown()
    {
        var finding = Has.Role("support").Evaluate(Context()).Says(ConditionResult.Unknown, Reason.FactMissing);

        Assert.Contains("the role support", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Role_SourceFailed_IsUnknownAndNamesTheSource()
    {
        var finding = Has.Role("support").Evaluate(Failed("directory")).Says(ConditionResult.Unknown, Reason.FactSourceFailed);

        Assert.Contains("directory", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Role_KnownAlthoughASourceFailed_Holds() => Has.Role("support").Evaluate(Failed("risk", Fact(FactNames.Role, "support"))).Holds();

    [Fact]
    public void Role_CarelessFactWithoutArray_DoesNotHold() =>
        Has.Role("support").Evaluate(Context(new Fact(FactNames.Role, default, "x", Noon))).Says(ConditionResult.NotSatisfied, Reason.NotEligible);

    [Fact]
    public void Attribute_OneOfTheValues_Holds() =>
        Has.Attribute("department", "payments", "risk").Evaluate(Context(Fact("attribute:department", "risk"))).Holds();

    [Fact]
    public void Attribute_OtherAttribute_IsUnknown() =>
        Has.Attribute("department", "payments").Evaluate(Context(Fact("attribute:dept", "payments"))).Says(ConditionResult.Unknown, Reason.FactMissing);

    [Fact]
    public void Device_Compliant_Holds() => Device.Is("compliant", "true").Evaluate(Context(Fact("device:compliant", "true"))).Holds();

    [Fact]
    public void Device_NotCompliant_IsNotMet() =>
        Device.Is("compliant", "true").Evaluate(Context(Fact("device:compliant", "false"))).Says(ConditionResult.NotSatisfied, Reason.ConditionNotMet);

    [Fact]
    public void Subject_Itself_Holds() => Has.Subject(Subject.Human("https://issuer.example", "amina")).Evaluate(Context()).Holds();

    [Theory]
    [InlineData("https://issuer.example", "Amina", "default")]
    [InlineData("https://other.example", "amina", "default")]
    [InlineData("https://issuer.example", "amina", "acme")]
    public void Subject_OtherIdIssuerOrTenant_IsNotEligible(string issuer, string id, string tenant) =>
        Has.Subject(Subject.Human(issuer, id, Tenant.Of(tenant))).Evaluate(Context()).Says(ConditionResult.NotSatisfied, Reason.NotEligible);

    [Fact]
    public void Everyone_AnySubject_Holds() => Everyone.SignedIn.Evaluate(Context()).Holds();

    [Fact]
    public void LookedAt_SeveralConditions_NamesEachFactOnce()
    {
        var context = Context(Fact(FactNames.Role, "support"), Fact("attribute:department", "risk"), Fact("attribute:unused", "1"));

        (Has.Role("support") & Has.Attribute("department", "risk") & !Has.Role("intern")).Evaluate(context).Holds();

        Assert.Equal([FactNames.Role, "attribute:department"], context.LookedAt.Select(fact => fact.Name));
    }

    [Fact]
    public void LookedAt_AnyThatHoldsEarly_LeavesTheRestAlone()
    {
        var context = Context(Fact(FactNames.Role, "support"), Fact(FactNames.Address, "10.0.0.1"));

        (Has.Role("support") | From.Network("10.0.0.0/8")).Evaluate(context).Holds();

        Assert.Equal([FactNames.Role], context.LookedAt.Select(fact => fact.Name));
    }
}
