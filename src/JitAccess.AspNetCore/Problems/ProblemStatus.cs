using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The HTTP status of each kind of refusal.</summary>
internal static class ProblemStatus
{
    public static int Of(ReasonKind kind) => kind switch
    {
        ReasonKind.Malformed => StatusCodes.Status400BadRequest,
        ReasonKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ReasonKind.NotFound => StatusCodes.Status404NotFound,
        ReasonKind.WrongMethod => StatusCodes.Status405MethodNotAllowed,
        ReasonKind.Conflict => StatusCodes.Status409Conflict,
        ReasonKind.Stale => StatusCodes.Status412PreconditionFailed,
        ReasonKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ReasonKind.WrongMediaType => StatusCodes.Status415UnsupportedMediaType,
        ReasonKind.OutsidePolicy => StatusCodes.Status422UnprocessableEntity,
        ReasonKind.Limited => StatusCodes.Status429TooManyRequests,
        ReasonKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status403Forbidden,
    };
}
