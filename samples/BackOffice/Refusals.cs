using JitAccess;

namespace BackOffice;

/// <summary>Answers of this application's own endpoints to what JitAccess refuses.</summary>
internal static class Refusals
{
    /// <summary>Runs a command; a refusal is a problem document.</summary>
    public static async Task<IResult> RunAsync(Func<Task<IResult>> command)
    {
        try
        {
            return await command();
        }
        catch (JitRejectedException refused)
        {
            return Results.Problem(refused.Message, statusCode: StatusOf(refused.Reason.Kind), extensions: [new("reason", refused.Reason.Code)]);
        }
    }

    private static int StatusOf(ReasonKind kind) => kind switch
    {
        ReasonKind.Malformed => StatusCodes.Status400BadRequest,
        ReasonKind.NotFound => StatusCodes.Status404NotFound,
        ReasonKind.OutsidePolicy => StatusCodes.Status422UnprocessableEntity,
        ReasonKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status403Forbidden,
    };
}
