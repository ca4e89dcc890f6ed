using Microsoft.AspNetCore.SignalR;

namespace JitAccess;

/// <summary>Puts a refusal into the one thing that a hub client is told: the message of a <see cref="HubException"/>.</summary>
internal static class HubRefusal
{
    public static HubException Of(GrantRefusal refusal) => refusal.IsMissingGrant
        ? new HubException($"{Reason.GrantRequired}: {refusal.Asked} needs a live grant ({refusal.Explanation})")
        : new HubException(refusal.Explanation.ToString());

    /// <summary>What was admitted is over.</summary>
    public static HubException Ended() => new($"{Reason.GrantEnded}: the grant under which this was admitted has ended.");
}
