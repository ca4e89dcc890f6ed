using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JitAccess;

/// <summary>What may be asked for.</summary>
internal static class PolicyRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/policies", ListAsync).Named("ListJitPolicies", "List the policies that I may ask under.").Answers<JitPolicyPage>();

    private static async Task<IResult> ListAsync(
        HttpContext context,
        IJitRequests requests,
        [FromQuery, Description(ApiText.After)] string? after,
        [FromQuery, Description(ApiText.Limit)] string? limit,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfQuestion(context, "after", "limit");
        var page = input.ReadPage(after, limit);
        input.Demand();

        // By name, so that a name is where the next part begins, whatever is published meanwhile.
        var rest = (await requests.ListPoliciesAsync(input.Caller, cancellationToken))
            .Where(offer => page.After is null || string.CompareOrdinal(offer.Policy.Name, page.After) > 0)
            .OrderBy(offer => offer.Policy.Name, StringComparer.Ordinal)
            .Take(page.Limit + 1)
            .ToList();
        var items = rest.Take(page.Limit).Select(JitPolicyDocument.From).ToList();
        return ApiAnswer.Of(
            new JitPolicyPage { Items = items, Next = rest.Count > page.Limit ? items[^1].Name : null }, ApiJson.Default.JitPolicyPage);
    }
}
