using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;

namespace JitAccess;

/// <summary>Reads the chain of actors behind a delegated token (<c>act</c>, RFC 8693, section 4.1).</summary>
internal static class ActorChain
{
    private const int MaxLength = Caller.MaxActsFor;

    /// <summary>Reads everyone in the chain; a chain that cannot be read is refused, since whoever is in it must count.</summary>
    /// <exception cref="JitRejectedException">The chain is not a chain of subjects, or longer than 8.</exception>
    public static ImmutableArray<Subject> Read(ClaimsPrincipal principal, Subject subject)
    {
        var chain = ImmutableArray.CreateBuilder<Subject>();
        foreach (var claim in principal.FindAll(ClaimNames.Actor))
        {
            try
            {
                using var document = JsonDocument.Parse(claim.Value, new JsonDocumentOptions { MaxDepth = MaxLength + 1 });
                for (JsonElement? actor = document.RootElement; actor is { } element; actor = Next(element))
                {
                    chain.Add(ActorOf(element, subject));
                }
            }
            catch (JsonException exception)
            {
                throw Unreadable(exception);
            }
        }

        return chain.Count <= MaxLength ? chain.ToImmutable() : throw Unreadable();
    }

    private static JsonElement? Next(JsonElement actor) => actor.TryGetProperty(ClaimNames.Actor, out var next) ? next : null;

    private static Subject ActorOf(JsonElement actor, Subject subject)
    {
        if (actor.ValueKind != JsonValueKind.Object || Text(actor, ClaimNames.Subject) is not { } id)
        {
            throw Unreadable();
        }

        return Subject.Workload(Text(actor, ClaimNames.Issuer) ?? subject.Issuer, id, subject.Tenant);
    }

    private static string? Text(JsonElement actor, string name) =>
        actor.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw Unreadable() : null;

    private static JitRejectedException Unreadable(Exception? cause = null) => new(
        Explanation.Of(new Finding(Reason.SubjectUnresolved, "The principal's act claim is not a chain of actors.")
        {
            Member = ClaimNames.Actor,
            Limit = $"at most {MaxLength} nested objects with a sub (RFC 8693, section 4.1)",
            Fix = "Sign in with a token whose act claim can be read.",
        }),
        cause);
}
