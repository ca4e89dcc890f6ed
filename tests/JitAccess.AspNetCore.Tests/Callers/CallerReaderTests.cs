using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Callers;

public sealed class CallerReaderTests
{
    [Fact]
    public void Read_RolesOfEveryUsualClaimType_AreOneFact()
    {
        var identity = new ClaimsIdentity(
            [new("sub", "amina"), new(ClaimTypes.Role, "a"), new("role", "b"), new("roles", "c"), new("own", "d"), new("more", "e"), new("role", "a")],
            "scheme", "name", "own");
        var options = new CallerOptions();
        options.RoleClaimTypes.Add("more");

        var caller = Principals.ReadCaller(new ClaimsPrincipal(identity), options: options);

        Assert.Equal(["a", "b", "c", "d", "e"], Principals.ValuesOf(caller, FactNames.Role)!.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_OtherClaims_AreAttributesAndThoseOfTheProtocolAreNot()
    {
        var caller = Principals.ReadCaller(Principals.Of(
            ("sub", "amina"), ("iss", "i"), ("aud", "x"), ("exp", "1"), ("nonce", "n"), ("department", "support"), ("email", "amina@example.test")));

        Assert.Equal(["support"], Principals.ValuesOf(caller, "attribute:department"));
        Assert.True(caller.Presented.TryGet("attribute:email", out var email) && email.IsPersonal);
        Assert.Equal(2, caller.Presented.Facts.Count());
    }

    [Theory]
    [InlineData("ipaddr", true)]
    [InlineData("contact_email", true)]
    [InlineData("employee_name", true)]
    [InlineData("department", true)]
    [InlineData("cost-centre", false)]
    [InlineData("scope", false)]
    [InlineData("groups", false)]
    [InlineData("tid", false)]
    [InlineData("http://schemas.microsoft.com/identity/claims/tenantid", false)]
    public void Read_AClaimThatIsNotKnownToNameNobody_IsPersonal(string type, bool isPersonal)
    {
        var options = new CallerOptions();
        options.ImpersonalClaimTypes.Add("cost-centre");

        var caller = Principals.ReadCaller(Principals.Of(("sub", "amina"), ("role", "support"), ("amr", "pwd"), ("acr", "1"), (type, "x")), options: options);

        Assert.Equal(isPersonal ? [$"attribute:{type}"] : [], caller.Presented.Facts.Where(fact => fact.IsPersonal).Select(fact => fact.Name));
        Assert.Equal(["x"], Principals.ValuesOf(caller, $"attribute:{type}"));
    }

    // Half a list could make a "not" true; a missing one makes nothing true.
    [Fact]
    public void Read_MoreThanIsReasonable_IsLeftOutWhole()
    {
        var many = Enumerable.Range(0, 65).Select(index => ("group", $"g{index}"));
        var types = Enumerable.Range(0, 500).Select(index => ($"type{index}", "x"));

        var caller = Principals.ReadCaller(Principals.Of([("sub", "amina"), .. many, ("long", new string('x', 257)), ("long", "y"), .. types]));

        Assert.Null(Principals.ValuesOf(caller, "attribute:group"));
        Assert.Null(Principals.ValuesOf(caller, "attribute:long"));
        Assert.True(caller.Presented.Facts.Count() <= 128);
    }

    [Fact]
    public void Read_TheSignIn_IsOfTheSession()
    {
        var caller = Principals.ReadCaller(Principals.Of(("sub", "amina"), ("auth_time", "1770000000"), ("amr", "pwd"), ("amr", "otp"), ("acr", "gold")));

        Assert.Equal(["1770000000"], Principals.ValuesOf(caller, FactNames.AuthenticationTime));
        Assert.Equal(["pwd", "otp"], Principals.ValuesOf(caller, FactNames.AuthenticationMethods));
        Assert.Equal(["gold"], Principals.ValuesOf(caller, FactNames.AuthenticationLevel));
    }

    [Theory]
    [InlineData(-3600, -3600)]
    [InlineData(+3600, 0)]
    public void Read_ClaimsOfAToken_WereSaidWhenItWasIssuedAndNeverInTheFuture(int issued, int expected)
    {
        var now = Principals.Time.Now;
        var caller = Principals.ReadCaller(Principals.Of(
            ("sub", "amina"), ("role", "support"), ("iat", (now.ToUnixTimeSeconds() + issued).ToString(System.Globalization.CultureInfo.InvariantCulture))));

        Assert.True(caller.Presented.TryGet(FactNames.Role, out var role));
        Assert.Equal(now + Duration.FromSeconds(expected), role.At);
    }

    [Fact]
    public void Read_TheAddress_IsPersonalAndPlain()
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7") } };

        var caller = Principals.ReadCaller(Principals.Of(("sub", "amina")), context);

        Assert.Equal(["192.0.2.7"], Principals.ValuesOf(caller, FactNames.Address));
        Assert.True(caller.Presented.TryGet(FactNames.Address, out var address) && address.IsPersonal);
    }

    // A sliding cookie is issued anew at every renewal: that is no sign-in.
    [Theory]
    [InlineData(false, null, true)]
    [InlineData(true, false, true)]
    [InlineData(true, null, false)]
    [InlineData(true, true, false)]
    public void Read_TheTicketOfACookie_TellsTheSignInOnlyWhenItDoesNotSlide(bool slides, bool? allowRefresh, bool tells)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddAuthentication().AddCookie("scheme", options => options.SlidingExpiration = slides);
        var principal = Principals.Of(("sub", "amina"));
        var properties = new AuthenticationProperties { IssuedUtc = DateTimeOffset.FromUnixTimeSeconds(1770000000), AllowRefresh = allowRefresh };
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        context.Features.Set<IAuthenticateResultFeature>(new Result(AuthenticateResult.Success(new AuthenticationTicket(principal, properties, "scheme"))));

        var caller = Principals.ReadCaller(principal, context);

        Assert.Equal(tells ? new[] { "1770000000" } : null, Principals.ValuesOf(caller, FactNames.AuthenticationTime));
    }

    // ASP.NET Core Identity issues the cookie anew at every validation of its security stamp, sliding or not.
    [Fact]
    public void Read_TheTicketOfACookieOfIdentity_TellsNoSignIn()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<ISecurityStampValidator, Validator>();
        services.AddAuthentication().AddCookie("scheme", options => options.SlidingExpiration = false);
        var principal = Principals.Of(("sub", "amina"));
        var properties = new AuthenticationProperties { IssuedUtc = DateTimeOffset.FromUnixTimeSeconds(1770000000) };
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        context.Features.Set<IAuthenticateResultFeature>(new Result(AuthenticateResult.Success(new AuthenticationTicket(principal, properties, "scheme"))));

        Assert.Null(Principals.ValuesOf(Principals.ReadCaller(principal, context), FactNames.AuthenticationTime));
    }

    [Theory]
    [InlineData("100.5", 100)]
    [InlineData("abc", 0)]
    [InlineData("", 0)]
    [InlineData("-5", 0)]
    [InlineData("99999999999999999999999999999999999999", 0)]
    public void Read_AnIssueTimeOfAnySpelling_MakesNoClaimYounger(string issued, long seconds)
    {
        var caller = Principals.ReadCaller(Principals.Of(("sub", "amina"), ("role", "support"), ("iat", issued)));

        Assert.True(caller.Presented.TryGet(FactNames.Role, out var role));
        Assert.Equal(NodaTime.Instant.FromUnixTimeSeconds(seconds), role.At);
    }

    [Fact]
    public void Read_SeveralIssueTimes_TakesTheEarliest()
    {
        var principal = Principals.Of(("sub", "amina"), ("iat", "2000"));
        principal.AddIdentity(new ClaimsIdentity([new Claim("sub", "amina"), new Claim("role", "support"), new Claim("iat", "1000")], "older"));

        Assert.True(Principals.ReadCaller(principal).Presented.TryGet(FactNames.Role, out var role));
        Assert.Equal(NodaTime.Instant.FromUnixTimeSeconds(1000), role.At);
    }

    private sealed class Validator : ISecurityStampValidator
    {
        public Task ValidateAsync(Microsoft.AspNetCore.Authentication.Cookies.CookieValidatePrincipalContext context) => Task.CompletedTask;
    }

    [Fact]
    public void Read_ADelegatedToken_NamesEveryoneInTheChain()
    {
        var caller = Principals.ReadCaller(Principals.Of(
            ("sub", "amina"), ("iss", "i"), ("act", """{"sub":"agent","act":{"iss":"other","sub":"bo"}}""")));

        Assert.Equal([Subject.Workload("i", "agent"), Subject.Workload("other", "bo")], caller.ActsFor.ToArray());
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("""{"iss":"i"}""")]
    [InlineData("""{"sub":7}""")]
    [InlineData("""{"sub":"a","act":"b"}""")]
    [InlineData("""{"sub":"a","act":{"sub":"b","act":{"sub":"c","act":{"sub":"d","act":{"sub":"e","act":{"sub":"f","act":{"sub":"g","act":{"sub":"h","act":{"sub":"i"}}}}}}}}}""")]
    public void Read_AChainThatCannotBeRead_IsRefused(string act)
    {
        var rejected = Assert.Throws<JitRejectedException>(() => Principals.ReadCaller(Principals.Of(("sub", "amina"), ("act", act))));

        Assert.Equal(Reason.SubjectUnresolved, rejected.Reason);
    }

    [Theory]
    [InlineData("Amina K.", "Amina K.")]
    [InlineData("Amina\u202eK", null)]
    [InlineData("", null)]
    public void Read_TheName_IsTakenWhenItIsSafeToShow(string name, string? expected) =>
        Assert.Equal(expected, Principals.ReadCaller(Principals.Of(("sub", "amina"), ("name", name))).DisplayName);

    private sealed class Result(AuthenticateResult result) : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; } = result;
    }
}
