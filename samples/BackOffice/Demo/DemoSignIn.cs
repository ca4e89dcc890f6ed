using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BackOffice.Demo;

/// <summary>Signs a demo account in by its name alone, and gives accounts other roles. Mapped in Development only.</summary>
internal static class DemoSignIn
{
    public static void MapDemoSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost("/demo/sign-in", async (SignInBody body, HttpContext context, DemoPeople people, TimeProvider time) =>
        {
            if (people.FindHuman(body.Name) is not { } account)
            {
                return NoSuchAccount(people);
            }

            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, account.Name)], CookieAuthenticationDefaults.AuthenticationScheme);
            await context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IssuedUtc = time.GetUtcNow().AddMinutes(-body.MinutesAgo) });
            return Results.Ok(new { name = account.Name, role = account.Role });
        });
        app.MapPost("/demo/roles", (RoleBody body, DemoPeople people) =>
        {
            if (people.FindHuman(body.Name) is not { } account)
            {
                return NoSuchAccount(people);
            }

            people.Give(account, body.Role);
            return Results.Ok(new { name = account.Name, role = body.Role });
        });
    }

    private static IResult NoSuchAccount(DemoPeople people) => Results.Problem(
        $"There is no such demo account. The accounts are {string.Join(", ", people.All.Select(account => account.Name).Order(StringComparer.Ordinal))}.",
        statusCode: StatusCodes.Status400BadRequest);

    private sealed record SignInBody(string? Name, int MinutesAgo);

    private sealed record RoleBody(string? Name, string? Role);
}
