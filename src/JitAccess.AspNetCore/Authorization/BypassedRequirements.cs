using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The grant requirements that other handlers met without a grant in this request, each of them journalled.</summary>
/// <remarks>Belongs to one request.</remarks>
internal sealed class BypassedRequirements
{
    private readonly HashSet<JitGrantRequirement> _requirements = [];

    /// <summary>Notes that a bypass was journalled.</summary>
    public static void Note(HttpContext? http, JitGrantRequirement requirement)
    {
        if (http is null)
        {
            return;
        }

        var noted = http.Features.Get<BypassedRequirements>();
        if (noted is null)
        {
            http.Features.Set(noted = new BypassedRequirements());
        }

        noted._requirements.Add(requirement);
    }

    /// <summary>Says whether a bypass was journalled in the request that opened a connection.</summary>
    public static bool Has(HttpContext? http, JitGrantRequirement requirement) =>
        http?.Features.Get<BypassedRequirements>()?._requirements.Contains(requirement) == true;
}
