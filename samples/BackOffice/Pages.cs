using JitAccess;

namespace BackOffice;

/// <summary>Where the links in messages lead. To open one does nothing: mail scanners open links, too. The cookie is <c>SameSite=Lax</c>, so no foreign page posts here.</summary>
internal static class Pages
{
    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("/pages").RequireAuthorization().WithJitProblems();
        pages.MapGet("/requests/{id}", (string id) => Results.LocalRedirect($"/jit/requests/{Uri.EscapeDataString(id)}"));
        pages.MapGet("/grants/{id}", (string id) => Results.LocalRedirect($"/jit/grants/{Uri.EscapeDataString(id)}"));
        pages.MapPost("/requests/{id}", async (string id, string link, HttpContext context, IJitRequests requests, CancellationToken cancellationToken) =>
        {
            var voted = await requests.VoteAsync(context.GetJitCaller(), id, new JitVote(VoteDecision.Approve) { Link = link }, cancellationToken: cancellationToken);
            return new { id = voted.Id, state = voted.State.ToString() };
        });
    }
}
