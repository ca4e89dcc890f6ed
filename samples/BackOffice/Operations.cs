using JitAccess;

namespace BackOffice;

/// <summary>What an operator does to JitAccess itself, by right and under a grant. JitAccess maps no route for it: who reaches it is the application's decision.</summary>
internal static class Operations
{
    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        var operations = app.MapGroup("/operations").RequireAuthorization().WithJitProblems();
        operations.MapPost("/adopt-store", async (ReasonBody body, HttpContext context, IJitOperations jit, CancellationToken cancellationToken) =>
            new { ended = await jit.AdoptStoreAsync(context.GetJitCaller(), body.Reason, cancellationToken) });

        operations.MapPost("/keys", async (ReasonBody body, HttpContext context, IJitOperations jit, CancellationToken cancellationToken) =>
            new { key = await jit.AddKeyAsync(context.GetJitCaller(), body.Reason, cancellationToken) });
        operations.MapPost("/keys/{key}/use", async (string key, ReasonBody body, HttpContext context, IJitOperations jit, CancellationToken cancellationToken) =>
        {
            await jit.RotateKeyAsync(context.GetJitCaller(), key, body.Reason, cancellationToken);
            return new { key };
        });

        // The resource of an erasure is a hash, since an id may be an address: whoever is to ask for a grant of it reads it here.
        operations.MapGet("/texts/{of}", (string of, HttpContext context) => new { resource = JitPermissions.ErasureOf(Person(context, of)).ToString() });
        operations.MapPost("/texts/{of}/erase", async (string of, ReasonBody body, HttpContext context, IJitOperations jit, CancellationToken cancellationToken) =>
            new { erased = await jit.ErasePersonalTextAsync(context.GetJitCaller(), Person(context, of), body.Reason, cancellationToken) });
    }

    private static Subject Person(HttpContext context, string name) => Subject.Human(context.GetJitCaller().Subject.Issuer, name);

    private sealed record ReasonBody(string Reason);
}
