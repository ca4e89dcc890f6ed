using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>A hub connection that opens, as the resource of an authorization.</summary>
/// <param name="Request">The request that opened it; its route values fill a template.</param>
internal sealed record HubConnecting(HttpContext Request);
