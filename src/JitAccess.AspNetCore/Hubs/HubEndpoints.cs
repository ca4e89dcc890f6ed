using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Tells the endpoints of hubs from others.</summary>
internal static class HubEndpoints
{
    /// <summary>Whether an endpoint serves the connections of a hub.</summary>
    public static bool IsHub(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<HubMetadata>() is not null;
}
