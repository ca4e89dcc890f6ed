using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JitAccess;

/// <summary>Asking, reading, deciding, taking back.</summary>
internal static class RequestRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/requests", SubmitAsync).Named("SubmitJitRequest", "Ask for access.")
            .Takes<JitRequestBody>().Does<JitRequestDocument>().Produces<JitPreviewDocument>(StatusCodes.Status200OK, "application/json");
        routes.MapGet("/requests", ListAsync).Named("ListJitRequests", "List those that wait for my vote, then my own, newest first.")
            .Answers<JitRequestPage>();
        routes.MapGet("/requests/{id}", GetAsync).Named("GetJitRequest", "Read a request that I am a party to.")
            .Answers<JitRequestDocument>(404).Produces(StatusCodes.Status304NotModified);
        routes.MapPost("/requests/{id}/votes", VoteAsync).Named("VoteOnJitRequest", "Approve or deny.")
            .Takes<JitVoteBody>().Does<JitRequestDocument>(404, 412);
        routes.MapPost("/requests/{id}/withdraw", WithdrawAsync).Named("WithdrawJitRequest", "Take my pending request back.")
            .Does<JitRequestDocument>(404);
        routes.MapPost("/requests/{id}/activate", ActivateAsync).Named("ActivateJitRequest", "Claim the grant of my approved request: from now on its time runs.")
            .Does<JitRequestDocument>(404);
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context,
        IJitRequests requests,
        [FromQuery, Description(ApiText.DryRun)] string? dryRun,
        [FromHeader(Name = "Idempotency-Key"), Description(ApiText.Key)] string? key,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfCommand(context, "dryRun");
        var isDry = input.ReadFlag("dryRun", dryRun);
        var ask = await input.ReadBodyAsync(AskReader.Read);
        var idempotency = input.ReadKey("POST /requests", key);
        input.Demand();
        if (isDry)
        {
            var preview = await requests.PreviewAsync(input.Caller, ask!, cancellationToken);
            return ApiAnswer.Of(JitPreviewDocument.From(preview), ApiJson.Default.JitPreviewDocument);
        }

        var request = await requests.SubmitAsync(input.Caller, ask!, idempotency, cancellationToken);
        return ApiAnswer.Done(request, ApiLocation.Of(context.Request, request.Id));
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        IJitRequests requests,
        [FromQuery, Description(ApiText.After)] string? after,
        [FromQuery, Description(ApiText.Limit)] string? limit,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfQuestion(context, "after", "limit");
        var page = input.ReadPage(after, limit);
        input.Demand();
        var part = await requests.ListAsync(input.Caller, page, cancellationToken);
        return ApiAnswer.Of(
            new JitRequestPage { Items = [.. part.Items.Select(JitRequestDocument.From)], Next = part.Next }, ApiJson.Default.JitRequestPage);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context,
        IJitRequests requests,
        string id,
        [FromHeader(Name = "If-None-Match"), Description("Answers 304 when the document still has this ETag")] string? ifNoneMatch,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfQuestion(context);
        var known = input.ReadTags("If-None-Match", ifNoneMatch);
        input.Demand();
        return ApiAnswer.Of(await requests.GetAsync(input.Caller, id, cancellationToken), known);
    }

    private static async Task<IResult> VoteAsync(
        HttpContext context,
        IJitRequests requests,
        string id,
        [FromHeader(Name = "If-Match"), Description("The ETag of what was shown; when the request has changed since, the vote is refused")] string? ifMatch,
        [FromHeader(Name = "Idempotency-Key"), Description(ApiText.Key)] string? key,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfEnd(context);
        var vote = await input.ReadBodyAsync(VoteReader.Read);
        var shown = input.ReadTags("If-Match", ifMatch);
        var idempotency = input.ReadKey("POST /requests/{id}/votes", key, id);
        input.Demand();
        vote = vote! with
        {
            ExpectedVersion = await shown.DemandedVersionAsync(async () =>
            {
                var request = await requests.GetAsync(input.Caller, id, cancellationToken);
                return (request.Version, ApiAnswer.TagOf(request));
            }),
        };
        try
        {
            return ApiAnswer.Done(await requests.VoteAsync(input.Caller, id, vote, idempotency, cancellationToken), ApiLocation.Above(context.Request));
        }
        catch (JitRejectedException rejected) when (rejected.Reason == Reason.VersionStale)
        {
            // A client sent tags: the version that was made of them would tell it nothing.
            throw new JitRejectedException(Explanation.Of(ApiFindings.TagStale(ifMatch!)), rejected);
        }
    }

    private static async Task<IResult> ActivateAsync(
        HttpContext context,
        IJitRequests requests,
        string id,
        [FromHeader(Name = "Idempotency-Key"), Description(ApiText.Key)] string? key,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfCommand(context);
        await input.ReadEmptyBodyAsync();
        var idempotency = input.ReadKey("POST /requests/{id}/activate", key, id);
        input.Demand();
        return ApiAnswer.Done(await requests.ActivateAsync(input.Caller, id, idempotency, cancellationToken), ApiLocation.Above(context.Request));
    }

    private static async Task<IResult> WithdrawAsync(
        HttpContext context,
        IJitRequests requests,
        string id,
        [FromHeader(Name = "Idempotency-Key"), Description(ApiText.Key)] string? key,
        CancellationToken cancellationToken)
    {
        var input = ApiInput.OfEnd(context);
        await input.ReadEmptyBodyAsync();
        var idempotency = input.ReadKey("POST /requests/{id}/withdraw", key, id);
        input.Demand();
        return ApiAnswer.Done(await requests.WithdrawAsync(input.Caller, id, idempotency, cancellationToken), ApiLocation.Above(context.Request));
    }
}
