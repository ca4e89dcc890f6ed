using System.Security.Claims;

namespace JitAccess.AspNetCore.Tests.Callers;

public sealed class SubjectReaderTests
{
    private const string Issuer = "https://issuer.test";

    [Fact]
    public void Read_IssAndSub_NameTheSubject() =>
        Assert.Equal(Subject.Human(Issuer, "amina"), Principals.ReadSubject(Principals.Of(("iss", Issuer), ("sub", "amina"))).Subject);

    [Fact]
    public void Read_WithoutIss_TakesTheScheme() =>
        Assert.Equal(Subject.Human("scheme", "amina"), Principals.ReadSubject(Principals.Of((ClaimTypes.NameIdentifier, "amina"))).Subject);

    [Fact]
    public void Read_SubAndNameIdentifierThatAgree_NameTheSubject() => Assert.Equal(
        Subject.Human("scheme", "amina"), Principals.ReadSubject(Principals.Of(("sub", "amina"), (ClaimTypes.NameIdentifier, "amina"))).Subject);

    [Theory]
    [InlineData("sub", "amina", ClaimTypes.NameIdentifier, "eve")]
    [InlineData("sub", "amina", ClaimTypes.NameIdentifier, "Amina")]
    [InlineData("sub", "amina", "sub", "eve")]
    [InlineData("sub", "amina", "iss", "")]
    public void Read_TwoAnswers_AreNone(string type, string value, string otherType, string otherValue) => Assert.Equal(
        Reason.SubjectUnresolved, Principals.ReadSubject(Principals.Of((type, value), ("iss", Issuer), (otherType, otherValue))).Refusal);

    [Fact]
    public void Read_TwoIdentitiesThatDiffer_AreNone()
    {
        var principal = Principals.In("one", ("sub", "amina"));
        principal.AddIdentity(new ClaimsIdentity([new Claim("sub", "eve")], "two"));

        Assert.Equal(Reason.SubjectUnresolved, Principals.ReadSubject(principal).Refusal);
    }

    // A client token beside a lesser sign-in: nobody has authenticated that id at that issuer.
    [Fact]
    public void Read_IssuerAndIdOfDifferentIdentities_AreNone()
    {
        var principal = Principals.In("token", ("iss", "https://issuer.example"));
        principal.AddIdentity(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "42")], "lesser"));

        Assert.Equal((null, Reason.SubjectUnresolved), Principals.ReadSubject(principal));
    }

    [Fact]
    public void Read_WithoutId_IsUnresolved() =>
        Assert.Equal(Reason.SubjectUnresolved, Principals.ReadSubject(Principals.Of(("iss", Issuer), (ClaimTypes.Email, "amina@example.test"))).Refusal);

    [Fact]
    public void P32_Read_GroupsAlone_NameNobody() => Assert.Equal(
        Reason.SubjectUnresolved,
        Principals.ReadSubject(Principals.Of(("iss", Issuer), ("groups", "support"), (ClaimTypes.GroupSid, "S-1-5-32-544"), (ClaimTypes.Role, "support"))).Refusal);

    [Fact]
    public void Read_Nobody_IsNotSignedIn()
    {
        Assert.Equal(Reason.NotSignedIn, Principals.ReadSubject(new ClaimsPrincipal()).Refusal);
        Assert.Equal(Reason.NotSignedIn, Principals.ReadSubject(Principals.In(scheme: null, ("iss", Issuer), ("sub", "amina"))).Refusal);
    }

    // Whatever is spelt differently is somebody else, and what cannot be spelt in one way is nobody; nothing is folded.
    [Theory]
    [InlineData("Amina")]
    [InlineData("AMINA")]
    [InlineData("ámina")]
    [InlineData("аmina")]
    public void P31_Read_AnotherSpelling_IsAnotherSubject(string id) => Assert.NotEqual(
        Principals.ReadSubject(Principals.Of(("iss", Issuer), ("sub", "amina"))).Subject,
        Principals.ReadSubject(Principals.Of(("iss", Issuer), ("sub", id))).Subject);

    [Theory]
    [InlineData(" amina")]
    [InlineData("amina ")]
    [InlineData("a\u0301mina")]
    [InlineData("amina\u200b")]
    [InlineData("amina\u202e")]
    [InlineData("amina\n")]
    [InlineData("")]
    public void P31_Read_WhatIsNotCanonical_IsRefused(string id) =>
        Assert.Equal(Reason.SubjectNotCanonical, Principals.ReadSubject(Principals.Of(("iss", Issuer), ("sub", id))).Refusal);

    [Fact]
    public void Read_WithATenantSource_TakesTheTenant()
    {
        var options = new CallerOptions { TenantFrom = principal => principal.FindFirst("tid")?.Value };

        Assert.Equal(
            Subject.Human(Issuer, "amina", Tenant.Of("acme")),
            Principals.ReadSubject(Principals.Of(("iss", Issuer), ("sub", "amina"), ("tid", "acme")), options).Subject);
        Assert.Equal(Reason.TenantUnresolved, Principals.ReadSubject(Principals.Of(("iss", Issuer), ("sub", "amina")), options).Refusal);
        Assert.Equal(Reason.TenantUnresolved, Principals.ReadSubject(Principals.Of(("iss", Issuer), ("sub", "amina"), ("tid", "")), options).Refusal);
        Assert.Equal(Reason.SubjectNotCanonical, Principals.ReadSubject(Principals.Of(("iss", Issuer), ("sub", "amina"), ("tid", "~application")), options).Refusal);
    }

    [Fact]
    public void Read_WithARuleOfTheApplication_TakesItsWord()
    {
        var options = new CallerOptions
        {
            IdentifySubjectBy = principal => principal.FindFirst("oid") is { } oid ? new SubjectIdentity("entra", oid.Value) : null,
            AsWorkloadWhen = principal => principal.HasClaim("idtyp", "app"),
        };

        var (subject, _) = Principals.ReadSubject(Principals.Of(("sub", "x"), (ClaimTypes.NameIdentifier, "y"), ("oid", "4711"), ("idtyp", "app")), options);
        Assert.Equal(Subject.Human("entra", "4711"), subject);
        Assert.Equal(SubjectKind.Workload, subject!.Kind);
        Assert.Equal(Reason.SubjectUnresolved, Principals.ReadSubject(Principals.Of(("sub", "x")), options).Refusal);
    }
}
