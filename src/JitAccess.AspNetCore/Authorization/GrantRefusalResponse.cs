using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Writes the answer to a caller without a grant: what is missing, and which policies this caller could ask for.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GrantRefusalResponse(IJitGrants grants)
{
    /// <summary>Answers a caller who is not signed in.</summary>
    public static Task ChallengeAsync(HttpContext context, IReadOnlyList<string> schemes) =>
        ProblemResponse.WriteAsync(
            context, Explanation.Of(new Finding(Reason.NotSignedIn, "Nobody is signed in.") { Fix = "Sign in." }), schemes: schemes);

    /// <summary>Answers a caller whose operation was refused.</summary>
    public async Task WriteAsync(HttpContext context, GrantRefusal refusal, IReadOnlyList<string> schemes)
    {
        if (!refusal.IsMissingGrant)
        {
            await ProblemResponse.WriteAsync(context, refusal.Explanation, writer => WriteScope(writer, refusal), schemes);
            return;
        }

        var policies = await PoliciesAsync(context, refusal);
        await ProblemResponse.WriteAsync(context, Explain(refusal, policies), writer => WriteMembers(writer, refusal, policies), schemes);
    }

    private static Explanation Explain(GrantRefusal refusal, ImmutableArray<string>? policies)
    {
        var required = new Finding(Reason.GrantRequired, $"{refusal.Asked} needs a live grant, and you hold none that covers it.")
        {
            Value = refusal.Asked,
            Limit = "a live grant that covers it",
            Fix = policies is { IsEmpty: false } known ? $"Ask for access under {string.Join(" or ", known)}." : null,
        };
        return Explanation.Of([required, .. refusal.Explanation.Findings]);
    }

    private static void WriteScope(Utf8JsonWriter writer, GrantRefusal refusal)
    {
        writer.WriteString("permission", refusal.Permission);
        if (!string.IsNullOrEmpty(refusal.Path))
        {
            writer.WriteString("resource", refusal.Path);
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, GrantRefusal refusal, ImmutableArray<string>? policies)
    {
        WriteScope(writer, refusal);
        if (policies is not { } known)
        {
            return;
        }

        writer.WriteStartArray("policies");
        foreach (var policy in known)
        {
            writer.WriteStringValue(policy);
        }

        writer.WriteEndArray();
    }

    // The refusal stands without the list: when the store is away, it is left out rather than guessed.
    private async ValueTask<ImmutableArray<string>?> PoliciesAsync(HttpContext context, GrantRefusal refusal)
    {
        try
        {
            var caller = context.GetJitCaller();
            var resource = string.IsNullOrEmpty(refusal.Path) ? null : refusal.Path;
            return (await grants.ExplainAsync(caller, refusal.Permission, resource, context.RequestAborted)).Policies;
        }
        catch (JitRejectedException)
        {
            return null;
        }
    }
}
