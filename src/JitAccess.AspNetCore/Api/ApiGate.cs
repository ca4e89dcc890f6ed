using JitAccess.Committing;
using JitAccess.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Stands before every route of the API: lets in whom it knows, and turns every refusal into its document and one line in the log.</summary>
internal sealed class ApiGate : IEndpointFilter
{
    /// <summary>The category of the log.</summary>
    public const string LogCategory = "JitAccess.Api";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            ApiDoor.Check(http);
            return await next(context);
        }
        catch (JitRejectedException exception)
        {
            return Refuse(http, exception.Explanation);
        }
        catch (StoreUnavailableException exception)
        {
            return Refuse(http, Explanation.Of(new Finding(exception.Reason, "The store did not answer while the answer was being made.")
            {
                Fix = "Read the list before you try again: what was asked may have been done.",
            }));
        }
    }

    private static ApiRefusal Refuse(HttpContext http, Explanation explanation)
    {
        var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory);
        if (explanation.Reason.Kind == ReasonKind.Unavailable)
        {
            ApiLog.Unavailable(logger, explanation.Reason);
        }
        else
        {
            ApiLog.Refused(logger, explanation.Reason);
        }

        return new ApiRefusal(explanation);
    }
}
