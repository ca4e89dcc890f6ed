using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Stands before every route of the API: lets in whom it knows.</summary>
internal sealed class ApiGate : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        ApiDoor.Check(http);
        return next(context);
    }
}
