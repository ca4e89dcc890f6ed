using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace JitAccess;

/// <summary>Answers a request with a refusal.</summary>
internal static class ProblemResponse
{
    // The defaults of those that did not say: a node catches up within a third of its staleness bound, a limit within its window.
    private static readonly Duration UnavailableFor = Duration.FromSeconds(2);
    private static readonly Duration LimitedFor = Duration.FromSeconds(60);

    /// <summary>
    /// Writes status, headers and document. When nobody is signed in, or not well enough, the schemes are challenged first, and of what they
    /// answer only <c>WWW-Authenticate</c> remains: never a redirect.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="explanation">Why it is refused.</param>
    /// <param name="members">Writes further members into the document.</param>
    /// <param name="schemes">The schemes to challenge; none means the default one.</param>
    public static async Task WriteAsync(
        HttpContext context, Explanation explanation, Action<Utf8JsonWriter>? members = null, IReadOnlyList<string>? schemes = null)
    {
        var reason = explanation.Reason;
        if (reason.Kind == ReasonKind.Unauthenticated)
        {
            await SignInChallenge.CollectAsync(context, SignInDemand.From(explanation), schemes ?? []);
        }

        var response = context.Response;
        response.StatusCode = ProblemStatus.Of(reason.Kind);
        response.Headers.CacheControl = "no-store";
        if (RetryAfter(explanation) is { } wait)
        {
            response.Headers[HeaderNames.RetryAfter] = wait.ToString(CultureInfo.InvariantCulture);
        }

        var body = ProblemDocument.Write(explanation, members);
        response.ContentType = ProblemDocument.ContentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    // Whole seconds, rounded up: who waits that long does not come too early.
    private static long? RetryAfter(Explanation explanation)
    {
        var wait = explanation.RetryAfter ?? explanation.Reason.Kind switch
        {
            ReasonKind.Unavailable => UnavailableFor,
            ReasonKind.Limited => LimitedFor,
            _ => (Duration?)null,
        };
        return wait is { } known ? Math.Max(1, (long)Math.Ceiling(known.TotalSeconds)) : null;
    }
}
