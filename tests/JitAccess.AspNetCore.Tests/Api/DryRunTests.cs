using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Saying what would happen, over HTTP.</summary>
public sealed class DryRunTests
{
    private const string Path = "/jit/requests?dryRun=true";
    private const string Ask = """{"policy":"refund-order","resource":"orders/1","duration":"PT30M","justification":"customer was charged twice"}""";

    [Fact]
    public async Task DryRun_NothingInTheWay_SaysWhoWouldBeAskedAndStoresNothing()
    {
        await using var host = await ApiHost.StartAsync();
        var before = await PositionAsync(host);

        var told = (await host.PostAsync("amina", Path, Ask)).Is(200);

        Assert.Null(told.Headers.Location);
        Assert.Null(told.Headers.ETag);
        Assert.False(told.Json.GetProperty("approvedAtOnce").GetBoolean());
        var stage = Assert.Single(told.Json.GetProperty("stages").EnumerateArray());
        Assert.Equal(["bo", "chen"], stage.GetProperty("asked").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.Equal(before, await PositionAsync(host));
        Assert.Empty((await host.GetAsync("amina", "/jit/requests")).Is(200).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task DryRun_DirectoryThatDoesNotList_DoesNotSayWhoWouldBeAsked()
    {
        await using var host = await ApiHost.StartAsync();
        host.Jit.People.CanList = false;

        var stage = Assert.Single((await host.PostAsync("amina", Path, Ask)).Is(200).Json.GetProperty("stages").EnumerateArray());

        Assert.False(stage.TryGetProperty("asked", out _));
    }

    [Fact]
    public async Task DryRun_AutomaticApproval_SaysSoAndMakesNoAccess()
    {
        await using var host = await ApiHost.StartAsync();

        var told = (await host.PostAsync("bo", Path, """{"policy":"read-payroll","duration":"PT5M","ticket":"OPS-1"}""")).Is(200);

        Assert.True(told.Json.GetProperty("approvedAtOnce").GetBoolean());
        Assert.Empty(told.Json.GetProperty("stages").EnumerateArray());
        Assert.False((await host.PostAsync("bo", "/jit/check", """{"permission":"payroll:read"}""")).Is(200).Json.GetProperty("allowed").GetBoolean());
    }

    // What would be refused is refused with the very document that asking is refused with.
    [Theory]
    [InlineData("amina", """{"policy":"refund-order","resource":"orders/1","duration":"PT9H"}""", 422)]
    [InlineData("amina", """{"policy":"nothing","duration":"PT1M"}""", 422)]
    [InlineData("eve", """{"policy":"refund-order","duration":"PT1M","justification":"customer was charged twice"}""", 403)]
    [InlineData("amina", """{"policy":"refund-order","duration":"PT1M","state":"approved"}""", 400)]
    public async Task DryRun_WhatWouldBeRefused_IsRefusedAlike(string who, string body, int status)
    {
        await using var host = await ApiHost.StartAsync();

        var dry = (await host.PostAsync(who, Path, body)).Is(status);

        Assert.Equal((await host.PostAsync(who, "/jit/requests", body)).Is(status).Body, dry.Body);
    }

    [Fact]
    public async Task P12_DryRun_NobodyCouldApprove_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        host.Jit.People.SetRoles("bo").SetRoles("chen");

        var refused = (await host.PostAsync("amina", Path, Ask)).Refuses(422, "nobody-approves");

        Assert.Equal(("0", "1"), (refused.Text("value"), refused.Text("limit")));
        Assert.Equal(refused.Body, (await host.PostAsync("amina", "/jit/requests", Ask)).Refuses(422, "nobody-approves").Body);
    }

    [Fact]
    public async Task DryRun_Refused_CountsAsARefusal()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 1));

        (await host.PostAsync("amina", Path, """{"policy":"nothing","duration":"PT1M"}""")).Refuses(422, "policy-unknown");

        (await host.PostAsync("amina", "/jit/requests", Ask)).Refuses(429, "too-many-refusals");
        (await host.PostAsync("ravi", "/jit/requests", Ask)).Is(201);
    }

    [Fact]
    public async Task DryRun_TooOften_IsRefusedAndAskingIsNot()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options => options.Limits.RefusedCommandsPerHour = 2));
        (await host.PostAsync("amina", Path, Ask)).Is(200);
        (await host.PostAsync("amina", Path, Ask)).Is(200);

        Assert.True((await host.PostAsync("amina", Path, Ask)).Refuses(429, "too-many-previews").Headers.RetryAfter!.Delta > TimeSpan.Zero);
        (await host.PostAsync("amina", "/jit/requests", Ask)).Is(201);
    }

    [Fact]
    public async Task DryRun_WithAKey_IsNotRemembered()
    {
        await using var host = await ApiHost.StartAsync();
        async Task<Answer> PostAsync(string path, string body)
        {
            var request = ApiHost.Request(HttpMethod.Post, path, "amina");
            request.Headers.Add("Idempotency-Key", "one");
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            return await host.SendAsync(request);
        }

        (await PostAsync(Path, Ask)).Is(200);
        (await PostAsync("/jit/requests", Ask.Replace("orders/1", "orders/2", StringComparison.Ordinal))).Is(201);
    }

    [Theory]
    [InlineData("?dryRun=yes", "value-invalid", "?dryRun")]
    [InlineData("?dryRun=True", "value-invalid", "?dryRun")]
    [InlineData("?dryRun=", "value-invalid", "?dryRun")]
    [InlineData("?dryRun=true&dryRun=true", "member-duplicate", "?dryRun")]
    [InlineData("?dryrun=true", "member-unknown", "?dryrun")]
    public async Task DryRun_SpeltOtherwise_IsRefusedAndNothingIsAsked(string query, string reason, string member)
    {
        await using var host = await ApiHost.StartAsync();

        Assert.Equal(member, (await host.PostAsync("amina", "/jit/requests" + query, Ask)).Refuses(400, reason).Text("member"));
        Assert.Empty((await host.GetAsync("amina", "/jit/requests")).Is(200).Json.GetProperty("items").EnumerateArray());
        (await host.PostAsync("amina", "/jit/requests?dryRun=false", Ask)).Is(201);
    }

    private static async Task<long> PositionAsync(ApiHost host)
    {
        await host.Jit.SettleAsync();
        return host.Services.GetRequiredService<IJitAccess>().Position;
    }
}
