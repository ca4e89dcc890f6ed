using JitAccess;
using NodaTime;
using NodaTime.Text;

namespace BackOffice;

/// <summary>Policies that change while the application runs: files that are watched, and sets that one person publishes and another has read.</summary>
internal static class Publishing
{
    /// <summary>Reads <c>JitAccess:PolicyFiles</c>, such as <c>policies/*.json</c>, and <c>JitAccess:WatchPoliciesEvery</c>, such as <c>PT10S</c>.</summary>
    public static JitAccessBuilder AddPolicyFilesOf(this JitAccessBuilder jit, IConfiguration configuration)
    {
        var settings = configuration.GetSection("JitAccess");
        if (settings["PolicyFiles"] is { } pattern)
        {
            jit.AddPolicies(pattern);
        }

        return settings["WatchPoliciesEvery"] is { } every
            ? jit.Configure(options => options.WatchPoliciesEvery = PeriodPattern.NormalizingIso.Parse(every).GetValueOrThrow().ToDuration())
            : jit;
    }

    public static void MapPublishing(this IEndpointRouteBuilder app)
    {
        var sets = app.MapGroup("/policies").RequireAuthorization().WithJitProblems();
        sets.MapGet("/{name}", async (string name, IJitPolicies policies, CancellationToken cancellationToken) =>
            (await policies.ListAsync(cancellationToken)).FirstOrDefault(set => set.Name == name) is { } set
                ? Results.Text(set.ToJson(), "application/json")
                : Results.NotFound());
        sets.MapPost("/look", LookAsync);
        sets.MapPost("/publish", async (HttpContext context, IJitPolicies policies, CancellationToken cancellationToken) =>
        {
            var next = await ReadAsync(context.Request, cancellationToken);
            await policies.PublishAsync(context.GetJitCaller(), next, cancellationToken);
            return new { set = next.Name, version = next.Version };
        });
    }

    // What the author and the second person look at before they go on: what is wrong with it, what it widens, what is no longer as it was expected, and which
    // requests of the past would have been decided otherwise.
    private static async Task<object> LookAsync(
        HttpContext context, IJitPolicies policies, IWebHostEnvironment environment, TimeProvider time, CancellationToken cancellationToken)
    {
        var next = await ReadAsync(context.Request, cancellationToken);
        var published = await policies.ListAsync(cancellationToken);
        JitPolicySet[] all = [next, .. published.Where(set => set.Name != next.Name)];
        var expected = PolicyTestTable.Parse(await File.ReadAllTextAsync(Path.Combine(environment.ContentRootPath, "expected-decisions.json"), cancellationToken));
        var past = await policies.ReplayAsync(context.GetJitCaller(), next, new JitPageRequest(200), cancellationToken);
        return new
        {
            resource = JitPermissions.PublishingOf(next).ToString(),
            lint = PolicyLint.Check(all, Instant.FromDateTimeOffset(time.GetUtcNow())).Where(finding => finding.Set == next.Name).Select(finding => finding.ToString()),
            changes = PolicyDiff.Between(published, all).Changes.Select(change => change.ToString()),
            unexpected = PolicyTest.Run(all, expected).Where(result => !result.Passed).Select(result => result.ToString()),
            otherwise = past.Differences.Select(difference => difference.ToString()),
        };
    }

    private static async Task<JitPolicySet> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        return JitPolicySet.Parse(await reader.ReadToEndAsync(cancellationToken));
    }
}
