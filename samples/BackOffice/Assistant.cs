using JitAccess;
using NodaTime;

namespace BackOffice;

/// <summary>An assistant of one person: it asks and acts in its own name, and may do no more than both of them.</summary>
internal static class Assistant
{
    public static Subject Of(string person) => Subject.Workload("assistants", person);

    public static void MapAssistant(this IEndpointRouteBuilder app) =>
        app.MapPost("/assistant/refunds/{orderId:int}", async (
            int orderId, HttpContext context, IJitAccess access, IJitRequests requests, CancellationToken cancellationToken) =>
        {
            var me = context.GetJitCaller().Subject;
            var assistant = new Caller(Of(me.Id)) { ActsFor = [me] };
            var resource = $"orders/{orderId}";
            if (access.Check(assistant.Subject, "orders:refund", resource).IsAllowed)
            {
                await using var grant = await access.UseAsync(assistant.Subject, "orders:refund", resource, cancellationToken);
                return Results.Ok(new { orderId, refunded = true, by = grant.Subject.ToString() });
            }

            var ask = new JitAsk("refund-order", Duration.FromMinutes(10)) { Resource = Resource.Parse(resource), Justification = $"{me.Id} told me to" };
            var asked = await requests.SubmitAsync(assistant, ask, cancellationToken: cancellationToken);
            return Results.Accepted($"/jit/requests/{asked.Id}", new { request = asked.Id });
        }).RequireAuthorization().WithJitProblems();
}
