using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BackOffice.Demo;

/// <summary>Signs a demo account in by its name alone. Mapped in Development only.</summary>
internal static class DemoSignIn
{
    public static void MapDemoSignIn(this IEndpointRouteBuilder app) =>
        app.MapPost("/demo/sign-in", async (SignInBody body, HttpContext context) =>
        {
            if (!DemoAccount.All.TryGetValue(body.Name ?? "", out var account))
            {
                return Results.Problem(
                    $"There is no such demo account. The accounts are {string.Join(", ", DemoAccount.All.Keys)}.", statusCode: StatusCodes.Status400BadRequest);
            }

            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, account.Name)], CookieAuthenticationDefaults.AuthenticationScheme);
            await context.SignInAsync(new ClaimsPrincipal(identity));
            return Results.Ok(new { name = account.Name, role = account.Role });
        });

    private sealed record SignInBody(string? Name);
}
