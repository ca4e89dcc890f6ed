using JitAccess;

namespace BackOffice;

/// <summary>Answers of this application's own endpoints to what JitAccess refuses.</summary>
internal static class Refusals
{
    /// <summary>A filter for endpoints that issue commands: a refusal is a problem document.</summary>
    public static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (JitRejectedException refused)
        {
            var first = refused.Explanation.Findings[0];
            (string Name, string? Value)[] members = [("reason", refused.Reason.Code), ("value", first.Value), ("limit", first.Limit), ("fix", first.Fix)];
            return Results.Problem(
                first.Message,
                statusCode: StatusOf(refused.Reason.Kind),
                type: $"urn:jitaccess:problem/{refused.Reason.Code}",
                extensions: members.Where(member => member.Value is not null).ToDictionary(member => member.Name, member => (object?)member.Value));
        }
        catch (JitPolicyException broken)
        {
            return Results.Problem(broken.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static int StatusOf(ReasonKind kind) => kind switch
    {
        ReasonKind.Malformed => StatusCodes.Status400BadRequest,
        ReasonKind.NotFound => StatusCodes.Status404NotFound,
        ReasonKind.Conflict => StatusCodes.Status409Conflict,
        ReasonKind.Stale => StatusCodes.Status412PreconditionFailed,
        ReasonKind.OutsidePolicy => StatusCodes.Status422UnprocessableEntity,
        ReasonKind.Limited => StatusCodes.Status429TooManyRequests,
        ReasonKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status403Forbidden,
    };
}
