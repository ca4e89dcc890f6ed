using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The result of a refused request.</summary>
internal sealed class ProblemResult(Explanation explanation) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ProblemResponse.WriteAsync(httpContext, explanation, schemes: SchemesOf(httpContext));

    // Those that the application named for our routes; it is they who can sign the caller in.
    private static List<string> SchemesOf(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        var named = metadata?.GetOrderedMetadata<IAuthorizeData>().Select(data => data.AuthenticationSchemes).OfType<string>()
            .SelectMany(schemes => schemes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var built = metadata?.GetOrderedMetadata<AuthorizationPolicy>().SelectMany(policy => policy.AuthenticationSchemes);
        return [.. (named ?? []).Concat(built ?? []).Distinct(StringComparer.Ordinal)];
    }
}
