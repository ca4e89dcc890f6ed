using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Judges endpoints that appear after the start when routing first looks at them, and denies those with findings.</summary>
/// <remarks>Routing asks once whether an endpoint concerns this policy; one that is in order costs nothing more. Thread-safe.</remarks>
internal sealed class LateEndpointPolicy(EndpointJudge judge, ILogger<LateEndpointPolicy> logger) : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>Gets a place after the policies that replace placeholders by the endpoints of controllers and pages.</summary>
    public override int Order => int.MinValue + 1000;

    /// <inheritdoc/>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        ContainsDynamicEndpoints(endpoints) || endpoints.Any(endpoint => IsUnreadPage(endpoint) || judge.Judge(endpoint).Length > 0);

    /// <inheritdoc/>
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var index = 0; index < candidates.Count; index++)
        {
            var endpoint = candidates[index].Endpoint;
            if (candidates.IsValidCandidate(index) && endpoint is not null && judge.Judge(endpoint) is { Length: > 0 } findings)
            {
                ValidationLog.Denied(logger, string.Join(" ", findings));
                candidates.ReplaceEndpoint(index, Denied(endpoint), candidates[index].Values);
            }
        }

        return Task.CompletedTask;
    }

    // What a page demands is known when it is compiled, which happens at its first hit.
    private static bool IsUnreadPage(Endpoint endpoint) => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null and not CompiledPageActionDescriptor;

    private static Endpoint Denied(Endpoint endpoint) => new(
        static context => ProblemResponse.WriteAsync(
            context, Explanation.Of(Reason.GrantRequired, "The endpoint is protected in a way that would not hold, so it is not served; the log says why.")),
        EndpointMetadataCollection.Empty,
        $"{endpoint.DisplayName} (denied)");
}
