using System.Security.Claims;
using JitAccess.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Callers;

public sealed class RequestCallerTests
{
    [Fact]
    public async Task Of_ClaimsOfAnIdentityThatNobodyAuthenticated_CountForNothing()
    {
        await using var app = await GrantApp.StartAsync(static _ => { });
        var principal = new ClaimsPrincipal(
        [
            Identity("scheme", ("iss", TestPeople.Issuer), ("sub", "eve")),
            Identity(null, ("role", "support"), ("auth_time", "1772442000"), ("act", "no chain"), ("sub", "amina"), ("department", "billing")),
        ]);

        var caller = app.Services.GetRequiredService<RequestCallers>().Read(principal);

        Assert.Equal(("eve", principal), (caller.Subject?.Id, caller.Principal));
        var presented = caller.Present(context: null);
        Assert.Empty(presented.Presented.Facts);
        Assert.Empty(presented.ActsFor);
    }

    [Fact]
    public async Task Of_ASubjectThatOnlyAnUnauthenticatedIdentityNames_IsNobody()
    {
        await using var app = await GrantApp.StartAsync(static _ => { });
        var principal = new ClaimsPrincipal([Identity("scheme", ("department", "billing")), Identity(null, ("iss", TestPeople.Issuer), ("sub", "amina"))]);

        Assert.Equal(Reason.SubjectUnresolved, app.Services.GetRequiredService<RequestCallers>().Read(principal).Refusal?.Reason);
    }

    [Fact]
    public async Task GetJitCaller_Request_IsWhoIsSignedInAndRefusesWhoIsNot()
    {
        await using var app = await GrantApp.StartAsync(static _ => { });
        await using var scope = app.Services.CreateAsyncScope();
        var request = new DefaultHttpContext
        {
            RequestServices = scope.ServiceProvider,
            User = new ClaimsPrincipal([Identity("scheme", ("iss", TestPeople.Issuer), ("sub", "amina"), ("role", "support"))]),
        };

        var caller = request.GetJitCaller();
        Assert.Equal(("amina", FactNames.Role), (caller.Subject.Id, Assert.Single(caller.Presented.Facts).Name));
        Assert.Same(caller, request.GetJitCaller());

        request.User = new ClaimsPrincipal([Identity(null, ("iss", TestPeople.Issuer), ("sub", "amina"))]);
        Assert.Equal(Reason.NotSignedIn, Assert.Throws<JitRejectedException>(request.GetJitCaller).Reason);
    }

    private static ClaimsIdentity Identity(string? scheme, params (string Type, string Value)[] claims) =>
        new(claims.Select(claim => new Claim(claim.Type, claim.Value)), scheme);
}
