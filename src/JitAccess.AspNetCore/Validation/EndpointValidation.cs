using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Judges every endpoint once the pipeline is built, before the server listens, and stops the start with all findings at once.</summary>
internal sealed class EndpointValidation(EndpointJudge judge, ILogger<EndpointValidation> logger) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        Validate(app.ApplicationServices);
    };

    private void Validate(IServiceProvider services)
    {
        var endpoints = services.GetService<EndpointDataSource>()?.Endpoints ?? [];
        string[] findings =
        [
            .. endpoints.SelectMany(endpoint => judge.Judge(endpoint)),
            .. MisplacedAttributes.Find(services, endpoints),
            .. FindingsOnRouting(services, endpoints),
        ];
        if (findings.Length > 0)
        {
            throw new JitEndpointException(findings);
        }

        WarnOfReplacements(services);
        if (!services.GetRequiredService<IOptions<AuthenticationOptions>>().Value.Schemes.Any())
        {
            ValidationLog.NobodySignsIn(logger);
        }
    }

    private IEnumerable<string> FindingsOnRouting(IServiceProvider services, IReadOnlyList<Endpoint> endpoints)
    {
        if (services.GetService<IOptions<RouteOptions>>()?.Value.SuppressCheckForUnhandledSecurityMetadata == true
            && endpoints.Any(endpoint => judge.DemandedBy(endpoint).Count > 0))
        {
            yield return "RouteOptions.SuppressCheckForUnhandledSecurityMetadata is set: where UseAuthorization is missing, endpoints that demand a grant "
                + "would be served without one. Leave it unset.";
        }

        if (services.GetService<IActionDescriptorCollectionProvider>() is { } actions
            && services.GetRequiredService<IOptions<MvcOptions>>().Value is { EnableEndpointRouting: false })
        {
            foreach (var action in actions.ActionDescriptors.Items.Where(action => action.EndpointMetadata.OfType<RequireJitGrantAttribute>().Any()))
            {
                yield return $"Action \"{action.DisplayName}\" demands a grant, and MvcOptions.EnableEndpointRouting is off, which ignores it. Use endpoint routing.";
            }
        }
    }

    // Warning, not an error: it denies all the same, but nobody is told how to ask.
    private void WarnOfReplacements(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        if (scope.ServiceProvider.GetService<IAuthorizationMiddlewareResultHandler>() is not GrantResultHandler)
        {
            ValidationLog.Replaced(logger, nameof(IAuthorizationMiddlewareResultHandler));
        }

        if (scope.ServiceProvider.GetService<IAuthorizationHandlerContextFactory>() is not JitHandlerContextFactory)
        {
            ValidationLog.Replaced(logger, nameof(IAuthorizationHandlerContextFactory));
        }
    }
}
