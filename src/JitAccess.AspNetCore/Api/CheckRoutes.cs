using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JitAccess;

/// <summary>Explaining a check.</summary>
internal static class CheckRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/check", ExplainAsync).Named("ExplainJitCheck", "Say by which grant something is allowed, or what is missing.")
            .Takes<JitCheckBody>().Answers<JitCheckDocument>(413, 415);

    private static async Task<IResult> ExplainAsync(HttpContext context, IJitGrants grants, CancellationToken cancellationToken)
    {
        var input = ApiInput.OfQuestion(context);
        var asked = await input.ReadBodyAsync(CheckReader.Read);
        input.Demand();
        var check = await grants.ExplainAsync(
            input.Caller, asked!.Permission.Name, asked.Resource.IsRoot ? null : asked.Resource.Path, cancellationToken);

        // A node that cannot tell says so with a status; "not allowed" would be an answer.
        return check.Refusal is { Reason.Kind: ReasonKind.Unavailable } refusal
            ? throw new JitRejectedException(refusal)
            : ApiAnswer.Of(JitCheckDocument.From(check), ApiJson.Default.JitCheckDocument);
    }
}
