using JitAccess.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Turns every refusal of an endpoint into its document and one line in the log.</summary>
internal sealed class ProblemFilter : IEndpointFilter
{
    /// <summary>The category of the log.</summary>
    public const string LogCategory = "JitAccess.Api";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (JitRejectedException exception)
        {
            return Refuse(http, exception.Explanation);
        }
        catch (JitPolicyException exception)
        {
            return Refuse(http, Explanation.Of([.. exception.Findings.Select(ToFinding)]));
        }
        catch (StoreUnavailableException exception)
        {
            return Refuse(http, Explanation.Of(new Finding(exception.Reason, "The store did not answer while the answer was being made.")
            {
                Fix = "Read the list before you try again: what was asked may have been done.",
            }));
        }
    }

    private static ProblemResult Refuse(HttpContext http, Explanation explanation)
    {
        var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory);
        if (explanation.Reason.Kind == ReasonKind.Unavailable)
        {
            ProblemLog.Unavailable(logger, explanation.Reason);
        }
        else
        {
            ProblemLog.Refused(logger, explanation.Reason);
        }

        return new ProblemResult(explanation);
    }

    private static Finding ToFinding(PolicyFinding finding) => new(finding.Reason, finding.Message)
    {
        Member = finding.Path,
        Value = finding.Value,
        Limit = finding.Limit,
        Fix = finding.Fix,
    };
}
