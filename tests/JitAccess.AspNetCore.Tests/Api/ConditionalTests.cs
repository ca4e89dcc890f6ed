using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Conditional requests (RFC 9110, section 13): what was shown, and whether it still is so.</summary>
public sealed class ConditionalTests
{
    private const string Approve = """{"decision":"approve"}""";

    [Fact]
    public async Task Get_WithTheCurrentTag_Answers304()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        var path = $"/jit/requests/{asked.Id}";

        foreach (var tags in new[] { asked.ETag, "W/" + asked.ETag, "\"x\", " + asked.ETag, "*" })
        {
            var answer = (await host.GetAsync("amina", path, ("If-None-Match", tags))).Is(304);
            Assert.Equal(("", asked.ETag), (answer.Body, answer.ETag));
        }

        Assert.Equal(asked.Body, (await host.GetAsync("amina", path, ("If-None-Match", "\"x\""))).Is(200).Body);
        Assert.Equal("If-None-Match", (await host.GetAsync("amina", path, ("If-None-Match", "no quotes"))).Refuses(400, "value-invalid").Text("member"));
        (await host.GetAsync("eve", path, ("If-None-Match", asked.ETag))).Refuses(404, "not-found");
    }

    [Fact]
    public async Task Get_AfterTheDeadlineAlone_IsADocumentWithAnotherTag()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();

        host.Jit.Time.Advance(Duration.FromHours(24));
        var lapsed = await host.GetAsync("amina", $"/jit/requests/{asked.Id}", ("If-None-Match", asked.ETag));

        Assert.Equal("lapsed", lapsed.Is(200).Text("state"));
        Assert.NotEqual(asked.ETag, lapsed.ETag);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"7\", {0}")]
    [InlineData("*")]
    [InlineData("W/\"7\", {0}")]
    public async Task Vote_OnWhatWasShown_IsAccepted(string tags)
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();

        var header = ("If-Match", tags.Replace("{0}", asked.ETag, StringComparison.Ordinal));
        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", Approve, header)).Is(201);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"1-\"")]
    [InlineData("\"1-0000000000000000\"")]
    [InlineData("\"2\"")]
    [InlineData("\"0\"")]
    [InlineData("\"x\"")]
    [InlineData("\"\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"2\", \"3\"")]
    [InlineData("\"99999999999999999999\"")]
    public async Task Vote_OnAnotherVersion_IsStale(string tags)
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();

        (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", Approve, ("If-Match", tags))).Refuses(412, "version-stale");

        Assert.Equal("pending", (await host.GetAsync("bo", $"/jit/requests/{asked.Id}")).Text("state"));
    }

    [Theory]
    [InlineData("W/\"1\"")]
    [InlineData("\"2\",\"3\"")]
    [InlineData("\"\\\u00fc<script>\"")]
    [InlineData("\"01\"")]
    public async Task Vote_RefusedForItsTag_ShowsWhatWasSent(string tags)
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();

        var answer = (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", Approve, ("If-Match", tags))).Refuses(412, "version-stale");

        Assert.Equal(("If-Match", SafeText.Show(tags)), (answer.Text("member"), answer.Text("value")));
        Assert.Contains("Read the request again", answer.Text("fix"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vote_WithSeveralTagsOnWhatIsNotThere_IsCountedAsARefusal()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 1));
        var votes = $"/jit/requests/{new string('a', 26)}/votes";

        (await host.PostAsync("bo", votes, Approve, ("If-Match", "\"1\", \"2\""))).Refuses(404, "not-found");
        (await host.PostAsync("bo", votes, Approve, ("If-Match", "\"1\", \"2\""))).Refuses(429, "too-many-refusals");
    }

    [Fact]
    public async Task Vote_AfterSomebodyElsesVote_IsStale()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.PostAsync(
            "amina", "/jit/requests", """{"policy":"delete-customer","resource":"customers/9","duration":"PT30M","ticket":"OPS-1"}""");
        var shown = await host.GetAsync("dara", $"/jit/requests/{asked.Id}");
        var votes = $"/jit/requests/{asked.Id}/votes";
        var voted = (await host.PostAsync("bo", votes, """{"decision":"approve","narrowTo":{"duration":"PT1M"}}""", ("If-Match", shown.ETag))).Is(201);

        (await host.PostAsync("dara", votes, Approve, ("If-Match", shown.ETag))).Refuses(412, "version-stale");
        (await host.PostAsync("dara", votes, Approve, ("If-Match", voted.ETag))).Is(201);

        // For a party the state is judged first: what is settled does not become less settled by an old tag.
        (await host.PostAsync("dara", votes, Approve, ("If-Match", shown.ETag))).Refuses(409, "request-settled");
    }

    [Fact]
    public async Task Vote_AfterANewPolicyChangedWhatIsShown_IsStale()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        var votes = $"/jit/requests/{asked.Id}/votes";
        var stricter = ApiPolicies.All.Policies.Select(policy => policy.Name == "refund-order" ? ApiPolicies.RefundByTwo : policy);
        await host.Services.GetRequiredService<PolicyPublisher>().PublishAsync(
            "api-tests",
            [JitPolicySet.Create(ApiPolicies.All.Name, ApiPolicies.All.Version + 1, [.. stricter])],
            replacesSameVersion: false,
            CancellationToken.None);

        (await host.PostAsync("bo", votes, Approve, ("If-Match", asked.ETag))).Refuses(412, "version-stale");
        var shown = await host.GetAsync("bo", $"/jit/requests/{asked.Id}");
        (await host.PostAsync("bo", votes, Approve, ("If-Match", shown.ETag))).Is(201);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"1")]
    [InlineData("\"1\" \"2\"")]
    [InlineData("*, \"1\"")]
    [InlineData("**")]
    public async Task Vote_WithAMalformedTag_IsRefused(string tags)
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();

        var answer = await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", Approve, ("If-Match", tags));

        Assert.Equal("If-Match", answer.Refuses(400, "value-invalid").Text("member"));
    }

    [Fact]
    public async Task Vote_RepeatedUnderItsKey_GivesTheSameAnswerAlthoughTheTagIsOldByNow()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        (string, string)[] headers = [("If-Match", asked.ETag), ("Idempotency-Key", "k1")];

        var first = (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", Approve, headers)).Is(201);
        await host.Jit.AdvanceAsync(Duration.FromMinutes(10));
        var again = (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", Approve, headers)).Is(201);

        Assert.Equal((first.Body, first.ETag), (again.Body, again.ETag));
    }
}
