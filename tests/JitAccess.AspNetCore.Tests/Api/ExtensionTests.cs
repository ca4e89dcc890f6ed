using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>More time while a grant lives, over HTTP.</summary>
public sealed class ExtensionTests
{
    private static readonly JitPolicySet Longer = JitPolicySet.Create("longer", version: 1, JitPolicy.Create("maintain-orders")
        .Grants("orders:maintain").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .AutoApproved()
        .Extendable(Duration.FromHours(2), extension => extension.Stage("more", stage => stage.ApprovedBy(Has.Role("support-lead"))))
        .Build());

    [Fact]
    public async Task Extend_MyGrant_AnswersARequestThatIsDecidedByTheRuleOfExtensions()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Longer));
        var grant = await GrantAsync(host);

        var asked = (await host.PostAsync("amina", $"/jit/grants/{grant}/extend", """{"duration":"PT30M","justification":"the bank is slow"}""")).Is(201);

        Assert.Equal($"/jit/requests/{asked.Id}", asked.Headers.Location!.ToString());
        Assert.Equal(("pending", "2026-03-02T09:30:00.000Z", "PT30M"), (asked.Text("state"), asked.Text("lapsesAt"), asked.Text("duration")));
        Assert.Equal("more", asked.Json.GetProperty("stages")[0].GetProperty("name").GetString());
        Assert.Equal(asked.Body, (await host.GetAsync("amina", asked.Headers.Location.ToString())).Is(200).Body);
        var approved = (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve"}""")).Is(201);
        var longer = (await host.GetAsync("amina", $"/jit/grants/{approved.Text("grantId")}")).Is(200);
        Assert.Equal(("active", "2026-03-02T10:00:00.000Z"), (longer.Text("state"), longer.Text("end")));
    }

    [Fact]
    public async Task Policies_GrantsMayBeExtended_SayHow()
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Longer));

        var policies = (await host.GetAsync("amina", "/jit/policies")).Is(200).Json.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(
            """{"upTo":"PT2H","autoApproved":false,"stages":[{"name":"more","needs":1,"approvers":"the role support-lead"}]}""",
            policies.Single(policy => policy.GetProperty("name").GetString() == "maintain-orders").GetProperty("extension").GetRawText());
    }

    [Theory]
    [InlineData("ravi", """{"duration":"PT30M"}""", 404, "not-found")]
    [InlineData("amina", """{"duration":"PT2H"}""", 422, "duration-too-long")]
    [InlineData("amina", """{"duration":"PT0S"}""", 400, "duration-invalid")]
    [InlineData("amina", """{"justification":"more"}""", 400, "member-missing")]
    [InlineData("amina", """{"duration":"PT30M","resource":"orders/2"}""", 400, "member-unknown")]
    public async Task P30_Extend_WhatCannotBe_IsRefused(string who, string body, int status, string reason)
    {
        await using var host = await ApiHost.StartAsync(jit => jit.AddPolicies(Longer));
        var grant = await GrantAsync(host);

        (await host.PostAsync(who, $"/jit/grants/{grant}/extend", body)).Refuses(status, reason);
    }

    private static async Task<string> GrantAsync(ApiHost host) => (await host.PostAsync(
        "amina", "/jit/requests", """{"policy":"maintain-orders","resource":"orders/1","duration":"PT30M"}""")).Is(201).Text("grantId");
}
