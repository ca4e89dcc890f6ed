using JitAccess.AspNetCore.Tests.Api;
using JitAccess.Stores;
using Microsoft.AspNetCore.Builder;

namespace JitAccess.AspNetCore.Tests.Problems;

/// <summary>Endpoints of the application that issue commands answer for a refusal as the API does.</summary>
public sealed class OwnEndpointTests
{
    [Theory]
    [InlineData("a command", 404, "not-found", 2101)]
    [InlineData("a policy", 400, "malformed", 2101)]
    [InlineData("the store", 503, "store-unavailable", 2102)]
    public async Task Refused_WithJitProblems_IsADocumentAndALine(string what, int status, string reason, int line)
    {
        await using var host = await ApiHost.StartAsync(use: app => app.MapPost("/own", () => Refuse(what)).WithJitProblems());

        host.Log.Clear();
        var refused = await host.PostAsync("amina", "/own", null);

        refused.Refuses(status, reason);
        Assert.Equal([line], host.Log.Ours.Select(logged => logged.Event.Id));
    }

    [Fact]
    public async Task Answered_WithJitProblems_IsLeftAlone()
    {
        await using var host = await ApiHost.StartAsync(use: app => app.MapPost("/own", () => "done").WithJitProblems());

        Assert.Equal("done", (await host.PostAsync("amina", "/own", null)).Body);
    }

    private static string Refuse(string what) => throw (what switch
    {
        "a command" => new JitRejectedException(Explanation.Of(Reason.NotFound, "There is no such request.")),
        "a policy" => Assert.Throws<JitPolicyException>(() => JitPolicySet.Parse("{")),
        _ => new StoreUnavailableException("db-7.internal does not answer."),
    });
}
