using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JitAccess;

/// <summary>Grants, and their end.</summary>
internal static class GrantRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/grants", ListAsync).Named("ListJitGrants", "List the grants that I hold, held or approved, live and past, newest first.")
            .Answers<JitGrantPage>();
        routes.MapGet("/grants/{id}", GetAsync).Named("GetJitGrant", "Read a grant that I am a party to.").Answers<JitGrantDocument>(404);
        routes.MapPost("/grants/{id}/release", ReleaseAsync).Named("ReleaseJitGrant", "Give my grant back.").Does<JitGrantDocument>(404);
        routes.MapPost("/grants/{id}/revoke", RevokeAsync).Named("RevokeJitGrant", "End a grant that I approved or may revoke.")
            .Takes<JitRevokeBody>().Does<JitGrantDocument>(404);
        routes.MapPost("/grants/{id}/extend", ExtendAsync).Named("ExtendJitGrant", "Ask for more time while my grant lives.")
            .Takes<JitExtendBody>().Does<JitRequestDocument>(404);
        routes.MapPost("/grants/{id}/review", ReviewAsync).Named("ReviewJitGrant", "Review a grant under which the glass was broken.")
            .Takes<JitReviewBody>().Does<JitGrantDocument>(404);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        IJitGrants grants,
        [FromQuery, Description(ApiText.After)] string? after,
        [FromQuery, Description(ApiText.Limit)] string? limit,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfQuestion(context, "after", "limit");
        var page = input.ReadPage(after, limit);
        input.Demand();
        var part = await grants.ListAsync(input.Caller, page, cancellationToken);
        return ApiAnswer.Of(
            new JitGrantPage { Items = [.. part.Items.Select(JitGrantDocument.From)], Next = part.Next }, ApiJson.Default.JitGrantPage);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IJitGrants grants, string id, CancellationToken cancellationToken)
    {
        var input = ApiInput.OfQuestion(context);
        input.Demand();
        return ApiAnswer.Of(
            JitGrantDocument.From(await grants.GetAsync(input.Caller, id, cancellationToken)), ApiJson.Default.JitGrantDocument);
    }

    private static async Task<IResult> ReleaseAsync(
        HttpContext context,
        IJitGrants grants,
        string id,
        [FromHeader(Name = "Idempotency-Key"), Description(ApiText.Key)] string? key,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfEnd(context);
        await input.ReadEmptyBodyAsync();
        var idempotency = input.ReadKey("POST /grants/{id}/release", key, id);
        input.Demand();
        return ApiAnswer.Done(await grants.ReleaseAsync(input.Caller, id, idempotency, cancellationToken), ApiLocation.Above(context.Request));
    }

    private static async Task<IResult> ExtendAsync(
        HttpContext context,
        IJitRequests requests,
        string id,
        [FromHeader(Name = "Idempotency-Key"), Description(ApiText.Key)] string? key,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfCommand(context);
        var extension = await input.ReadBodyAsync(ExtendReader.Read);
        var idempotency = input.ReadKey("POST /grants/{id}/extend", key, id);
        input.Demand();
        var request = await requests.ExtendAsync(input.Caller, id, extension!, idempotency, cancellationToken);
        return ApiAnswer.Done(request, ApiLocation.OfRequest(context.Request, request.Id));
    }

    private static async Task<IResult> ReviewAsync(
        HttpContext context,
        IJitGrants grants,
        string id,
        [FromHeader(Name = "Idempotency-Key"), Description(ApiText.Key)] string? key,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfCommand(context);
        var review = await input.ReadBodyAsync(ReviewReader.Read);
        var idempotency = input.ReadKey("POST /grants/{id}/review", key, id);
        input.Demand();
        return ApiAnswer.Done(await grants.ReviewAsync(input.Caller, id, review!, idempotency, cancellationToken), ApiLocation.Above(context.Request));
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext context,
        IJitGrants grants,
        string id,
        [FromHeader(Name = "Idempotency-Key"), Description(ApiText.Key)] string? key,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfEnd(context);
        var reason = await input.ReadBodyAsync(RevokeReader.Read);
        var idempotency = input.ReadKey("POST /grants/{id}/revoke", key, id);
        input.Demand();
        return ApiAnswer.Done(await grants.RevokeAsync(input.Caller, id, reason!, idempotency, cancellationToken: cancellationToken), ApiLocation.Above(context.Request));
    }
}
