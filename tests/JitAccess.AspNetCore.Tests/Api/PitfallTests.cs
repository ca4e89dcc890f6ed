using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>The pitfalls that show themselves over HTTP, by number.</summary>
public sealed class PitfallTests
{
    private const string Approve = """{"decision":"approve"}""";
    private const string Deny = """{"decision":"deny"}""";

    private static readonly Type[] Shown =
    [
        typeof(JitRequestDocument), typeof(JitGrantDocument), typeof(JitStageDocument), typeof(JitVoteDocument), typeof(JitSubjectDocument),
        typeof(JitScopeDocument), typeof(JitCheckDocument), typeof(JitPolicyDocument), typeof(JitPolicyStageDocument),
        typeof(JitGrantReviewDocument), typeof(JitBreakGlassDocument), typeof(JitAllowanceDocument), typeof(JitPreviewDocument), typeof(JitPreviewStageDocument),
    ];

    [Fact]
    public async Task P01_EveryMemberOfADocument_SentByAClientThatMayNot_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        var grant = await host.GrantAsync();
        var asked = await host.AskAsync(order: "1");
        var posts = new (string User, string Path, Type? Body, Dictionary<string, object> Valid)[]
        {
            ("amina", "/jit/requests", typeof(JitRequestBody), Valid(("policy", "refund-order"), ("duration", "PT1M"), ("justification", "charged twice"))),
            ("bo", $"/jit/requests/{asked.Id}/votes", typeof(JitVoteBody), Valid(("decision", "approve"))),
            ("amina", $"/jit/requests/{asked.Id}/withdraw", null, Valid()),
            ("amina", $"/jit/requests/{asked.Id}/activate", null, Valid()),
            ("amina", $"/jit/grants/{grant}/release", null, Valid()),
            ("bo", $"/jit/grants/{grant}/revoke", typeof(JitRevokeBody), Valid(("reason", "because"))),
            ("bo", $"/jit/grants/{grant}/review", typeof(JitReviewBody), Valid(("outcome", "justified"), ("comment", "fine"))),
            ("amina", "/jit/check", typeof(JitCheckBody), Valid(("permission", "orders:refund"))),
        };
        var sendable = MembersOf(typeof(JitRequestBody), typeof(JitVoteBody), typeof(JitRevokeBody), typeof(JitReviewBody), typeof(JitCheckBody));
        var tried = 0;

        foreach (var (user, path, body, valid) in posts)
        {
            var mine = body is null ? [] : MembersOf(body);
            foreach (var member in MembersOf(Shown).Except(mine, StringComparer.Ordinal))
            {
                var answer = await host.PostAsync(
                    user, path, JsonSerializer.Serialize(new Dictionary<string, object>(valid, StringComparer.Ordinal) { [member] = "approved" }));

                Assert.Equal(400, (int)answer.Status);
                answer.Refuses(400, sendable.Contains(member, StringComparer.Ordinal) ? "member-unknown" : "member-server-only");
                Assert.Equal([member], answer.FindingMembers());
                tried++;
            }
        }

        Assert.True(tried > 150, $"{tried} members were tried");
        Assert.Equal(asked.Body, (await host.GetAsync("amina", $"/jit/requests/{asked.Id}")).Body);
        host.Jit.Should("amina").Allow("orders:refund", "orders/4711");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("approver")]
    [InlineData("approved")]
    [InlineData("approvedBy")]
    [InlineData("tenant")]
    [InlineData("version")]
    public async Task P01_AMemberThatOthersHadWritable_IsRefusedByName(string member)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.PostAsync(
            "amina", "/jit/requests", $$"""{"policy":"refund-order","duration":"PT1M","justification":"charged twice","{{member}}":"amina"}""");

        Assert.Equal(member, answer.Refuses(400, "member-server-only").Text("member"));
    }

    [Fact]
    public async Task P05_Requester_NeverDecidesOnTheirOwn_ThroughWhicheverAccount()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options =>
        {
            options.Administration.MayAudit = Has.Role("support-lead");
            options.Administration.MayRevoke = Has.Role("support-lead");
        }));
        host.Jit.People
            .Person("zoe", "support", "support-lead")
            .Account("zoe-admin", of: "zoe", "support", "support-lead")
            .Person("ZOE", "support-lead")
            .Workload("agent", "support", "support-lead");
        var own = await host.AskAsync("zoe");
        var delegated = await host.AskAsync("agent", "9", ("X-Claims", """act={"sub":"bo"}"""));

        foreach (var body in new[] { Approve, Deny, """{"decision":"approve","narrowTo":{"duration":"PT1S"}}""" })
        {
            foreach (var account in new[] { "zoe", "zoe-admin", "ZOE" })
            {
                (await host.PostAsync(account, $"/jit/requests/{own.Id}/votes", body)).Refuses(403, "self-approval");
            }

            (await host.PostAsync("chen", $"/jit/requests/{own.Id}/votes", body, ("X-Claims", """act={"sub":"zoe"}"""))).Refuses(403, "self-approval");
            (await host.PostAsync("bo", $"/jit/requests/{delegated.Id}/votes", body)).Refuses(403, "self-approval");
        }

        Assert.Equal(own.Body, (await host.GetAsync("zoe", $"/jit/requests/{own.Id}")).Body);
        (await host.PostAsync("chen", $"/jit/requests/{own.Id}/votes", Approve)).Is(201);
    }

    [Fact]
    public async Task P06_RefusedCommand_NeverLooksLikeSuccessNorChangesAnything()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        var grant = await host.GrantAsync(order: "2");
        var before = (await host.GetAsync("bo", $"/jit/requests/{asked.Id}")).Body;
        var (votes, withdraw) = ($"/jit/requests/{asked.Id}/votes", $"/jit/requests/{asked.Id}/withdraw");

        (await host.PostAsync("eve", votes, Approve)).Refuses(404, "not-found");
        (await host.PostAsync("amina", votes, Approve)).Refuses(403, "self-approval");
        (await host.PostAsync("eve", withdraw, json: null)).Refuses(404, "not-found");
        (await host.PostAsync("bo", withdraw, json: null)).Refuses(403, "not-requester");
        (await host.PostAsync("bo", votes, """{"decision":"approve","narrowTo":{"duration":"PT9H"}}""")).Refuses(422, "narrowing-widens");
        (await host.PostAsync("bo", $"/jit/grants/{grant}/release", json: null)).Refuses(403, "not-holder");
        (await host.PostAsync("amina", $"/jit/grants/{grant}/revoke", """{"reason":"mine"}""")).Refuses(403, "may-not-revoke");

        Assert.Equal(before, (await host.GetAsync("bo", $"/jit/requests/{asked.Id}")).Body);
        host.Jit.Should("amina").Allow("orders:refund", "orders/2");
    }

    [Fact]
    public async Task P11_DenyAfterApprove_IsATypedError()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.PostAsync(
            "amina", "/jit/requests", """{"policy":"delete-customer","resource":"customers/9","duration":"PT30M","ticket":"OPS-1"}""");
        var votes = $"/jit/requests/{asked.Id}/votes";

        (await host.PostAsync("bo", votes, Approve)).Is(201);
        (await host.PostAsync("bo", votes, Deny)).Refuses(409, "already-voted");
        (await host.PostAsync("dara", votes, Approve)).Is(201);
        (await host.PostAsync("dara", votes, Deny)).Refuses(409, "request-settled");
        (await host.PostAsync("bo", votes, Deny)).Refuses(409, "request-settled");

        host.Jit.Should("amina").Allow("customers:delete", "customers/9");
    }

    [Fact]
    public async Task P30_AnotherTenantsIds_AreNotFoundOnEveryRoute()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options =>
        {
            options.Administration.MayAudit = Has.Role("support-lead");
            options.Administration.MayRevoke = Has.Role("support-lead");
        }));
        var asked = await host.AskAsync();
        var grant = await host.GrantAsync(order: "2");
        var other = ("X-Tenant", "other");
        var unknown = (await host.GetAsync("bo", "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa", other)).Body;

        // The same issuer and ids, with the same roles, even with every right: of another tenant.
        foreach (var user in new[] { "amina", "bo", "dara" })
        {
            var answers = new[]
            {
                await host.GetAsync(user, $"/jit/requests/{asked.Id}", other),
                await host.PostAsync(user, $"/jit/requests/{asked.Id}/votes", Approve, other),
                await host.PostAsync(user, $"/jit/requests/{asked.Id}/withdraw", json: null, other),
                await host.GetAsync(user, $"/jit/grants/{grant}", other),
                await host.PostAsync(user, $"/jit/grants/{grant}/release", json: null, other),
                await host.PostAsync(user, $"/jit/grants/{grant}/revoke", """{"reason":"because"}""", other),
            };
            Assert.All(answers, answer => Assert.Equal(unknown, answer.Refuses(404, "not-found").Body));
            Assert.Equal("""{"items":[]}""", (await host.GetAsync(user, "/jit/requests", other)).Is(200).Body);
            Assert.Equal("""{"items":[]}""", (await host.GetAsync(user, "/jit/grants", other)).Is(200).Body);
            var check = await host.PostAsync(user, "/jit/check", """{"permission":"orders:refund","resource":"orders/2"}""", other);
            Assert.Equal("no-grant", check.Is(200).Text("reason"));
        }

        Assert.Equal(asked.Body, (await host.GetAsync("amina", $"/jit/requests/{asked.Id}")).Body);
        host.Jit.Should("amina").Allow("orders:refund", "orders/2");
    }

    [Fact]
    public async Task P30_AnotherTenantsPlaceInAList_ShowsNothing()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AskAsync(order: "1");
        await host.AskAsync(order: "2");
        var next = (await host.GetAsync("amina", "/jit/requests?limit=1")).Text("next");

        var answer = await host.GetAsync("amina", $"/jit/requests?limit=1&after={Uri.EscapeDataString(next)}", ("X-Tenant", "other"));

        Assert.True(answer.Status == System.Net.HttpStatusCode.BadRequest || answer.Body == """{"items":[]}""", answer.Body);
    }

    public static TheoryData<string> HostileTexts() => new(
        "'; DROP TABLE requests; --", "\"}],\"state\":\"approved\"", "<script>alert(1)</script>", "line\nanother\r\nfake: log line",
        "tab\there", "{0} {reason} %s", "\\u0022\\", "emoji \U0001F600 and \u00e9", "${jndi:ldap://x}");

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task P36_HostileButPrintableText_StaysTextInEveryField(string text)
    {
        await using var host = await ApiHost.StartAsync();
        var reason = text.PadRight(12, '.');
        var asked = await host.PostAsync(
            "amina", "/jit/requests", JsonSerializer.Serialize(new { policy = "refund-order", resource = "orders/1", duration = "PT30M", justification = reason }));
        var voted = await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", JsonSerializer.Serialize(new { decision = "approve", comment = text }));
        var revoked = await host.PostAsync("bo", $"/jit/grants/{voted.Text("grantId")}/revoke", JsonSerializer.Serialize(new { reason = text }));

        var read = (await host.GetAsync("amina", $"/jit/requests/{asked.Id}")).Is(200);
        Assert.Equal(reason, read.Text("justification"));
        Assert.Equal(text, read.Json.GetProperty("stages")[0].GetProperty("votes")[0].GetProperty("comment").GetString());
        Assert.Equal(text, revoked.Is(201).Text("endedBecause"));
        Assert.All([asked, voted, revoked, read], answer => Assert.DoesNotContain(answer.Body, character => character is < ' ' or > '~' or '<' or '\''));
        Assert.DoesNotContain(host.Log.All, line => line.Text.Contains(text, StringComparison.Ordinal));
    }

    public static TheoryData<string> DeceivingTexts() => new(
        "\u0000", "\u0007bell", "\u001b[31mred", "a\u202eb", "a\u2066b", "a\u200bb", "a\ufeffb", "a\u2028b", "a\u0085b", "a\ue000b");

    [Theory]
    [MemberData(nameof(DeceivingTexts))]
    public async Task P36_DeceivingText_IsRefusedInEveryFieldAndNeverShownRaw(string text)
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        var grant = await host.GrantAsync(order: "2");
        host.Log.Clear();
        var hostile = text + " and much more text";

        Answer[] answers =
        [
            await Post("amina", "/jit/requests", new { policy = "refund-order", duration = "PT1M", justification = hostile }),
            await Post("amina", "/jit/requests", new { policy = "refund-order", duration = "PT1M", justification = "charged twice", ticket = hostile }),
            await Post("amina", "/jit/requests", new { policy = hostile, duration = "PT1M" }),
            await Post("amina", "/jit/requests", new { policy = "refund-order", duration = hostile, justification = "charged twice" }),
            await Post("amina", "/jit/requests", new { policy = "refund-order", duration = "PT1M", resource = hostile }),
            await Post("amina", "/jit/requests", new { policy = "refund-order", duration = "PT1M", permissions = new[] { hostile } }),
            await Post("amina", "/jit/requests", new Dictionary<string, string>(StringComparer.Ordinal) { [hostile] = hostile }),
            await Post("bo", $"/jit/requests/{asked.Id}/votes", new { decision = "approve", comment = hostile }),
            await Post("bo", $"/jit/requests/{asked.Id}/votes", new { decision = hostile }),
            await Post("bo", $"/jit/grants/{grant}/revoke", new { reason = hostile }),
            await Post("amina", "/jit/check", new { permission = hostile, resource = hostile }),
            await host.GetAsync("amina", $"/jit/requests?after={Uri.EscapeDataString(hostile)}"),
            await host.GetAsync("amina", $"/jit/requests?{Uri.EscapeDataString(hostile)}=1"),
        ];

        Assert.All(answers, answer =>
        {
            Assert.Equal(400, (int)answer.Is(400).Status);
            Assert.DoesNotContain(answer.Body, character => character is < ' ' or > '~');
            Assert.All(Strings(answer.Json), value => Assert.True(SafeText.FirstUnsafe(value) < 0, value));
        });
        Assert.Equal(answers.Length, host.Log.Ours.Count);
        Assert.All(host.Log.Ours, line => Assert.Matches("^A request was refused: [a-z-]+\\.$", line.Text));

        Task<Answer> Post(string user, string path, object body) => host.PostAsync(user, path, JsonSerializer.Serialize(body));
    }

    [Fact]
    public async Task P38_SameKeyWithAnotherBody_IsAConflict()
    {
        await using var host = await ApiHost.StartAsync();
        var key = ("Idempotency-Key", "8e03978e-40d5-43dd-bc93-6894a57f9324");
        var first = await host.AskAsync(order: "1", headers: key);

        var again = await host.AskAsync(order: "1", headers: key);
        var spaced = await host.PostAsync(
            "amina", "/jit/requests", """ {"policy":"refund-order","resource":"orders/1","duration":"PT30M","justification":"customer was charged twice"}""", key);
        var other = await host.PostAsync(
            "amina", "/jit/requests", """{"policy":"refund-order","resource":"orders/2","duration":"PT30M","justification":"customer was charged twice"}""", key);
        var stranger = await host.AskAsync("ravi", "1", key);

        Assert.Equal((first.Body, first.ETag, first.Headers.Location), (again.Body, again.ETag, again.Headers.Location));
        spaced.Refuses(409, "idempotency-key-reused");
        Assert.Equal("Idempotency-Key", other.Refuses(409, "idempotency-key-reused").Text("member"));
        Assert.NotEqual(first.Id, stranger.Id);
        Assert.Equal(1, (await host.GetAsync("amina", "/jit/requests")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task P38_SameKeyForAnotherRequest_IsAConflictAndNeverTheFirstOnesAnswer()
    {
        await using var host = await ApiHost.StartAsync();
        var (one, two) = (await host.AskAsync(order: "1"), await host.AskAsync(order: "2"));
        var key = ("Idempotency-Key", "approve-it");

        var first = (await host.PostAsync("bo", $"/jit/requests/{one.Id}/votes", Approve, key)).Is(201);
        (await host.PostAsync("bo", $"/jit/requests/{two.Id}/votes", Approve, key)).Refuses(409, "idempotency-key-reused");

        Assert.Equal("pending", (await host.GetAsync("bo", $"/jit/requests/{two.Id}")).Text("state"));
        Assert.Equal(first.Body, (await host.PostAsync("bo", $"/jit/requests/{one.Id}/votes", Approve, key)).Is(201).Body);
        (await host.PostAsync("bo", $"/jit/requests/{two.Id}/withdraw", json: null, key)).Refuses(403, "not-requester");
    }

    [Fact]
    public async Task P40_GrantEndsPolicyGoesAndHolderIsDeleted_ApproverAndAuditorReadOn()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Configure(options => options.Administration.MayAudit = Has.Role("on-call")));
        var asked = await host.AskAsync();
        var grant = (await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve","comment":"looks right"}""")).Is(201).Text("grantId");
        await host.PostAsync("bo", $"/jit/grants/{grant}/revoke", """{"reason":"the wrong order"}""");
        var paths = new[] { $"/jit/requests/{asked.Id}", $"/jit/grants/{grant}" };
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            before[path] = (await host.GetAsync("bo", path)).Is(200).Body;
        }

        var others = ApiPolicies.All.Policies.Where(policy => policy.Name != "refund-order");
        await host.Services.GetRequiredService<PolicyPublisher>().PublishAsync(
            "api-tests", [JitPolicySet.Create(ApiPolicies.All.Name, ApiPolicies.All.Version + 1, [.. others])], replacesSameVersion: false, CancellationToken.None);
        host.Jit.People.Remove("amina");
        await host.Jit.AdvanceAsync(Duration.FromHours(1));

        foreach (var path in paths)
        {
            Assert.Equal(before[path], (await host.GetAsync("bo", path)).Is(200).Body);
            Assert.Equal(before[path], (await host.GetAsync("olga", path)).Is(200).Body);
        }

        Assert.Contains("looks right", before[paths[0]], StringComparison.Ordinal);
        Assert.Contains("the wrong order", before[paths[1]], StringComparison.Ordinal);
    }

    private static Dictionary<string, object> Valid(params (string Name, object Value)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);

    private static IReadOnlyList<string> MembersOf(params Type[] types) =>
    [
        .. types
            .SelectMany(type => type.GetProperties())
            .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name)
            .Distinct(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
