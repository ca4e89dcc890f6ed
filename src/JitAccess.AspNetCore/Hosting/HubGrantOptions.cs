using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Adds the filter to every hub, whichever of <c>AddSignalR</c> and <c>AddJitAccess</c> comes first.</summary>
internal sealed class HubGrantOptions : IConfigureOptions<HubOptions>
{
    /// <inheritdoc/>
    public void Configure(HubOptions options) => options.AddFilter<HubGrantFilter>();
}
