namespace JitAccess.Tests.Subjects;

public sealed class SameHumanTests
{
    private const string Issuer = "https://issuer.example";

    [Theory]
    [InlineData("bo", "Bo")]
    [InlineData("bo", "b\u043E")]
    [InlineData("ﬁn", "FIN")]
    [InlineData("user-1", "user-l")]
    [InlineData("straße", "STRASSE")]
    public void P31_Is_LookAlikeIds_OneHumanForSeparationOfDutiesTwoSubjectsForAccess(string one, string other)
    {
        var (first, second) = (Subject.Human(Issuer, one), Subject.Human(Issuer, other));

        Assert.NotEqual(first, second);
        Assert.True(SameHuman.Is(first, second));
        Assert.True(SameHuman.Is(second, first));
    }

    [Theory]
    [InlineData("bo ")]
    [InlineData(" bo")]
    [InlineData("\u00A0bo")]
    [InlineData("bo\n")]
    [InlineData("b\u200Bo")]
    [InlineData("bu\u0308")]
    [InlineData("")]
    public void P31_Subject_IdNotSpeltCanonically_IsRefusedNotFolded(string id)
    {
        var exception = Assert.Throws<JitRejectedException>(() => Subject.Human(Issuer, id));

        Assert.Equal(Reason.SubjectNotCanonical, exception.Reason);
    }

    [Fact]
    public void P31_Is_IssuersThatDifferInCase_OneHuman() =>
        Assert.True(SameHuman.Is(Subject.Human("HTTPS://issuer.example", "bo"), Subject.Human(Issuer, "bo")));

    [Fact]
    public void Is_OtherTenantOrIssuerOrId_TwoHumans()
    {
        var bo = Subject.Human(Issuer, "bo");

        Assert.False(SameHuman.Is(bo, Subject.Human(Issuer, "bo", Tenant.Of("other"))));
        Assert.False(SameHuman.Is(bo, Subject.Human("https://other.example", "bo")));
        Assert.False(SameHuman.Is(bo, Subject.Human(Issuer, "chen")));
    }

    [Fact]
    public void Is_HumanAndWorkloadOfOneName_Same() =>
        Assert.True(SameHuman.Is(Subject.Human(Issuer, "bo"), Subject.Workload(Issuer, "bo")));

    [Fact]
    public void Is_SamePersonInTheDirectory_OneHumanWithinATenant()
    {
        var bo = new Identity(Subject.Human(Issuer, "bo"), "person-7");
        var admin = new Identity(Subject.Human("corp", "adm-4471"), "Person-7");
        var elsewhere = new Identity(Subject.Human("corp", "adm-4471", Tenant.Of("other")), "person-7");

        Assert.True(SameHuman.Is(bo, admin));
        Assert.False(SameHuman.Is(bo, elsewhere));
        Assert.False(SameHuman.Is(bo, admin with { PersonId = "person-8" }));
        Assert.False(SameHuman.Is(bo with { PersonId = null }, admin with { PersonId = null }));
        Assert.False(SameHuman.Is(bo, admin with { PersonId = null }));
    }

    [Fact]
    public void AnyIn_ChainsThatShareAnyone_Overlap()
    {
        var (amina, bo, chen) = (Subject.Human(Issuer, "amina"), Subject.Human(Issuer, "bo"), Subject.Human(Issuer, "chen"));
        var agent = Subject.Workload(Issuer, "agent");

        Assert.True(SameHuman.AnyIn([agent, amina], [bo, Subject.Human(Issuer, "AMINA")]));
        Assert.False(SameHuman.AnyIn([agent, amina], [bo, chen]));
        Assert.False(SameHuman.AnyIn([], [bo, chen]));
        Assert.True(SameHuman.AnyIn([new Identity(agent), new Identity(amina, "7")], [new Identity(chen), new Identity(bo, "7")]));
        Assert.False(SameHuman.AnyIn([new Identity(agent), new Identity(amina, "7")], [new Identity(chen), new Identity(bo, "8")]));
    }
}
