using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess;

/// <summary>What the host knows about a request: where it comes from, and when its caller signed in.</summary>
internal static class SessionFacts
{
    /// <summary>Reads the facts.</summary>
    public static IEnumerable<Fact> Read(ClaimsPrincipal principal, HttpContext? context, Instant now)
    {
        if (context?.Connection.RemoteIpAddress is { } address)
        {
            yield return new Fact(FactNames.Address, [Plain(address).ToString()], FactOrigins.Session, now) { IsPersonal = true };
        }

        var times = ClaimFacts.AuthenticationTimes(principal);
        if (!times.IsEmpty)
        {
            yield return new Fact(FactNames.AuthenticationTime, times, FactOrigins.Session, now);
        }
        else if (TicketTime(principal, context) is { } time)
        {
            yield return new Fact(FactNames.AuthenticationTime, [time], FactOrigins.Session, now);
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // A sliding cookie moves its issue date at every renewal, and ASP.NET Core Identity at every validation of the security stamp: it then says when
    // that was, not when somebody signed in.
    private static string? TicketTime(ClaimsPrincipal principal, HttpContext? context)
    {
        var result = context?.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;
        if (result?.Ticket is not { Properties: { IssuedUtc: { } issued } properties } ticket || !ReferenceEquals(ticket.Principal, principal)
            || context!.RequestServices.GetService<ISecurityStampValidator>() is not null)
        {
            return null;
        }

        var slides = properties.AllowRefresh != false
            && context!.RequestServices.GetService<IOptionsMonitor<CookieAuthenticationOptions>>()?.Get(ticket.AuthenticationScheme).SlidingExpiration != false;
        return slides ? null : issued.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }
}
