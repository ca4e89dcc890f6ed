using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Whatever is sent: a typed refusal that names the value and the limit, nothing stored, one line in the log.</summary>
public sealed class BadInputTests
{
    private static readonly string[] Posts =
    [
        "/jit/requests",
        "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa/votes",
        "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa/withdraw",
        "/jit/requests/aaaaaaaaaaaaaaaaaaaaaaaaaa/activate",
        "/jit/grants/aaaaaaaaaaaaaaaaaaaaaaaaaa/release",
        "/jit/grants/aaaaaaaaaaaaaaaaaaaaaaaaaa/revoke",
        "/jit/grants/aaaaaaaaaaaaaaaaaaaaaaaaaa/extend",
        "/jit/grants/aaaaaaaaaaaaaaaaaaaaaaaaaa/review",
        "/jit/check",
    ];

    [Theory]
    [InlineData("[]", "malformed")]
    [InlineData("\"text\"", "malformed")]
    [InlineData("null", "malformed")]
    [InlineData("17", "malformed")]
    [InlineData("{", "malformed")]
    [InlineData("{} {}", "malformed")]
    [InlineData("{/* no */}", "malformed")]
    [InlineData("{\"a\":1,}", "malformed")]
    [InlineData("{\"a\":1,\"a\":2}", "member-duplicate")]
    [InlineData("{\"\\ud800\":1}", "text-invalid")]
    [InlineData("{\"nobodyKnows\":1}", "member-unknown")]
    [InlineData("{\"state\":\"approved\"}", "member-server-only")]
    public async Task Post_WithWrongJson_IsRefusedOnEveryRoute(string json, string reason)
    {
        await using var host = await ApiHost.StartAsync();

        foreach (var path in Posts)
        {
            var answer = (await host.PostAsync("amina", path, json)).Is(400);

            Assert.Equal("application/problem+json", answer.ContentType);
            Assert.Contains(reason, answer.Findings());
        }

        await NothingHappened(host, lines: Posts.Length);
    }

    [Fact]
    public async Task Post_WithEverythingWrong_TellsItAllAtOnce()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.PostAsync(
            "amina",
            "/jit/requests?other=true",
            """{"policy":7,"duration":"PT0S","permissions":["Orders:*",null],"resource":"orders/../9","justification":[],"ticket":"\u0000","state":"approved","grantId":"x","color":"red","color":"blue"}""",
            ("Idempotency-Key", "not one key"));

        answer.Refuses(400, "member-unknown");
        Assert.Equal(
            ["?other", "color", "policy", "permissions[0]", "permissions[1]", "resource", "duration", "justification", "ticket", "state", "grantId", "color", "Idempotency-Key"],
            answer.FindingMembers());
        Assert.Equal(
            [
                "member-unknown", "member-duplicate", "malformed", "permission-invalid", "malformed", "resource-not-canonical", "duration-invalid", "malformed",
                "text-invalid", "member-server-only", "member-server-only", "member-unknown", "idempotency-key-invalid",
            ],
            answer.Findings());
        await NothingHappened(host);
    }

    [Fact]
    public async Task Duration_ThatIsNone_IsRefusedWithValueLimitAndFix()
    {
        string[] durations =
        [
            "PT0S", "-PT1H", "P1M", "P1D", "PT1.5H", "PT9999999H", "PT999999999999999999999H", "PT8784H1S", "", "PT", "1h", "pt1h", " PT1H", "PT1H ",
            "PT1M1H", "PT\uff11H", "infinity",
        ];
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        host.Log.Clear();

        foreach (var duration in durations)
        {
            var ask = await host.PostAsync(
                "amina", "/jit/requests", JsonSerializer.Serialize(new { policy = "refund-order", duration, justification = "customer was charged twice" }));
            var narrow = await host.PostAsync(
                "bo", $"/jit/requests/{asked.Id}/votes", JsonSerializer.Serialize(new { decision = "approve", narrowTo = new { duration } }));

            Assert.Equal("duration", ask.Refuses(400, "duration-invalid").Text("member"));
            Assert.Equal(duration, ask.Text("value"));
            Assert.Contains("PT8784H", ask.Text("limit"), StringComparison.Ordinal);
            Assert.Contains("hours", ask.Text("fix"), StringComparison.Ordinal);
            Assert.Equal("narrowTo.duration", narrow.Refuses(400, "duration-invalid").Text("member"));
        }

        await NothingHappened(host, lines: 2 * durations.Length, requests: 1);
    }

    [Fact]
    public async Task Resource_ThatIsNotCanonical_IsRefusedNeverFolded()
    {
        string[] resources =
        [
            "", "/", "orders/", "/orders", "orders//1", "orders/../1", "..", "orders/.", "orders/*/1", "orders/*1", "*/1", "orders\\1", "orders/%31",
            "orders/1\n", "orders/\u0000", "orders/\u202e1", "orders/\u200b1", "ord\u0435rs/1", "orders/e\u0301", "orders/\uff11", " orders/1",
            new string('a', 513), string.Join('/', Enumerable.Repeat("a", 17)), new string('a', 60_000),
        ];
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        host.Log.Clear();

        foreach (var resource in resources)
        {
            var ask = await host.PostAsync(
                "amina",
                "/jit/requests",
                JsonSerializer.Serialize(new { policy = "refund-order", resource, duration = "PT1M", justification = "customer was charged twice" }));
            var vote = await host.PostAsync(
                "bo", $"/jit/requests/{asked.Id}/votes", JsonSerializer.Serialize(new { decision = "approve", narrowTo = new { resource } }));
            var check = await host.PostAsync("amina", "/jit/check", JsonSerializer.Serialize(new { permission = "orders:refund", resource }));

            Assert.Equal("resource", ask.Refuses(400, "resource-not-canonical").Text("member"));
            Assert.True(ask.Has("limit") && ask.Has("fix") && ask.Text("value").Length <= 120);
            Assert.Equal("narrowTo.resource", vote.Refuses(400, "resource-not-canonical").Text("member"));
            Assert.Equal("resource", check.Refuses(400, "resource-not-canonical").Text("member"));
        }

        (await host.PostAsync("amina", "/jit/check", $$"""{"permission":"orders:refund","resource":"{{new string('a', 100_000)}}"}""")).Refuses(413, "body-too-large");
        await NothingHappened(host, lines: (3 * resources.Length) + 1, requests: 1);
    }

    [Fact]
    public async Task Check_OnAWildcard_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.PostAsync("amina", "/jit/check", """{"permission":"orders:refund","resource":"orders/*"}""")).Refuses(400, "resource-not-canonical");
        (await host.PostAsync("amina", "/jit/check", """{"permission":"Orders:Refund"}""")).Refuses(400, "permission-invalid");
    }

    [Fact]
    public async Task Body_OneHundredThousandLevelsDeep_IsRefusedOnEveryRoute()
    {
        await using var host = await ApiHost.StartAsync();
        var arrays = new string('[', 100_000);
        var closed = "{\"policy\":" + arrays + new string(']', 100_000) + "}";
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", 12_000));

        foreach (var path in Posts)
        {
            (await host.PostAsync("amina", path, arrays)).Refuses(400, "too-deep");
            (await host.PostAsync("amina", path, closed)).Refuses(400, "too-deep");
            Assert.Equal("16 levels", (await host.PostAsync("amina", path, objects)).Refuses(400, "too-deep").Text("limit"));
        }
    }

    [Theory]
    [InlineData(16, "malformed")] // sixteen levels are read, and found to be of the wrong type
    [InlineData(17, "too-deep")]
    public async Task Body_AtTheDepthLimit_IsReadAndAboveItNot(int levels, string reason)
    {
        await using var host = await ApiHost.StartAsync();
        var json = "{\"policy\":" + new string('[', levels - 1) + new string(']', levels - 1) + ",\"duration\":\"PT1M\"}";

        (await host.PostAsync("amina", "/jit/requests", json)).Refuses(400, reason);
    }

    [Theory]
    [InlineData(65_536, 400, "text-invalid")]
    [InlineData(65_537, 413, "body-too-large")]
    [InlineData(5_000_000, 413, "body-too-large")]
    public async Task Body_OverTheLimit_IsRefusedWhetherItsLengthIsToldOrNot(int bytes, int status, string reason)
    {
        await using var host = await ApiHost.StartAsync();
        const string Frame = """{"policy":"","duration":"PT1M","justification":""}""";
        var json = Frame.Replace("\"justification\":\"", "\"justification\":\"" + new string('x', bytes - Frame.Length), StringComparison.Ordinal);
        Assert.Equal(bytes, json.Length);

        var told = await host.PostAsync("amina", "/jit/requests", json);
        var untold = ApiHost.Request(HttpMethod.Post, "/jit/requests", "amina");
        untold.Content = new StringContent(json, Encoding.UTF8, "application/json");
        untold.Headers.TransferEncodingChunked = true;
        var found = await host.SendAsync(untold);

        foreach (var answer in new[] { told, found })
        {
            Assert.Contains(reason, answer.Is(status).Findings());
        }

        Assert.Equal(status == 413, told.Has("limit") && told.Text("limit") == "65536 bytes");
        await NothingHappened(host, lines: 2);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/problem+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json, text/plain")]
    [InlineData("json")]
    [InlineData("")]
    public async Task Body_NotDeclaredAsJson_IsRefusedOnEveryRoute(string type)
    {
        await using var host = await ApiHost.StartAsync();

        foreach (var path in Posts)
        {
            (await host.SendAsync(WithType(path, type))).Refuses(415, "not-json");
        }

        await NothingHappened(host, lines: Posts.Length);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=\"UTF-8\"")]
    [InlineData("application/json;charset=utf-8;profile=x")]
    public async Task Body_DeclaredAsJson_IsRead(string type)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendAsync(WithType("/jit/requests", type))).Refuses(400, "member-missing");
    }

    [Fact]
    public async Task Body_Compressed_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        var request = WithType("/jit/requests", "application/json");
        request.Content!.Headers.ContentEncoding.Add("gzip");

        Assert.Equal("Content-Encoding", (await host.SendAsync(request)).Refuses(415, "not-json").Text("member"));
    }

    [Fact]
    public async Task Body_ThatIsNotUtf8OrMissing_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        var latin = ApiHost.Request(HttpMethod.Post, "/jit/requests", "amina");
        latin.Content = new ByteArrayContent([(byte)'{', (byte)'"', 0xE9, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        latin.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");

        (await host.SendAsync(latin)).Refuses(400, "malformed");
        (await host.PostAsync("amina", "/jit/requests", "\uFEFF{}")).Refuses(400, "malformed");
        (await host.PostAsync("amina", "/jit/requests", "")).Refuses(400, "malformed");
        (await host.PostAsync("amina", "/jit/requests", json: null)).Refuses(400, "malformed");
    }

    [Theory]
    [InlineData("limit=0", "value-invalid", "?limit")]
    [InlineData("limit=201", "value-invalid", "?limit")]
    [InlineData("limit=-1", "value-invalid", "?limit")]
    [InlineData("limit=%2B5", "value-invalid", "?limit")]
    [InlineData("limit=05", "value-invalid", "?limit")]
    [InlineData("limit=", "value-invalid", "?limit")]
    [InlineData("limit=99999999999", "value-invalid", "?limit")]
    [InlineData("limit=1&limit=2", "member-duplicate", "?limit")]
    [InlineData("state=pending", "member-unknown", "?state")]
    [InlineData("Limit=1", "member-unknown", "?Limit")]
    public async Task Query_ThatIsNotTheContracts_IsRefusedOnEveryList(string query, string reason, string member)
    {
        await using var host = await ApiHost.StartAsync();

        foreach (var path in new[] { "/jit/requests", "/jit/grants", "/jit/policies" })
        {
            Assert.Equal(member, (await host.GetAsync("amina", $"{path}?{query}")).Refuses(400, reason).Text("member"));
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("9.9")]
    [InlineData("0.not-a-position")]
    public async Task Query_AfterThatNobodyGave_IsRefused(string after)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync("amina", $"/jit/requests?after={after}")).Refuses(400, "value-invalid");
        (await host.GetAsync("amina", $"/jit/grants?after={after}")).Refuses(400, "value-invalid");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%2e%2e%2f")]
    [InlineData("%E2%80%AE")]
    [InlineData("1%20or%201=1")]
    public async Task Id_UnknownOrMalformed_IsNotFound(string id)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.GetAsync("amina", $"/jit/requests/{id}")).Refuses(404, "not-found");
        (await host.GetAsync("amina", $"/jit/grants/{id}")).Refuses(404, "not-found");
        (await host.PostAsync("amina", $"/jit/requests/{id}/votes", """{"decision":"deny"}""")).Refuses(404, "not-found");
        (await host.PostAsync("amina", $"/jit/requests/{id}/withdraw", json: null)).Refuses(404, "not-found");
        (await host.PostAsync("amina", $"/jit/grants/{id}/release", json: null)).Refuses(404, "not-found");
        (await host.PostAsync("amina", $"/jit/grants/{id}/revoke", """{"reason":"because"}""")).Refuses(404, "not-found");
        await NothingHappened(host, lines: 6);
    }

    [Theory]
    [InlineData("""{"policy":"refund-order","duration":"PT9H","justification":"customer was charged twice"}""", 422, "duration-too-long", "duration", "PT9H", "PT1H")]
    [InlineData("""{"policy":"refund-order","duration":"PT1H","justification":"short"}""", 422, "justification-too-short", "justification", "5", "10")]
    [InlineData("""{"policy":"refund-order","duration":"PT1H"}""", 422, "justification-missing", "justification", "0", "10")]
    [InlineData("""{"policy":"refund-order","duration":"PT1H","justification":"customer was charged twice","resource":"customers/1"}""", 422, "resource-not-covered", "resource", "customers/1", "orders/*")]
    [InlineData("""{"policy":"refund-order","duration":"PT1H","justification":"customer was charged twice","permissions":["orders:read"]}""", 422, "permission-not-covered", "permissions", "orders:read", "orders:refund")]
    [InlineData("""{"policy":"no-such","duration":"PT1H"}""", 422, "policy-unknown", "policy", "no-such", null)]
    [InlineData("""{"policy":"read-payroll","duration":"PT1M","ticket":"OPS-1"}""", 403, "not-eligible", "policy", "read-payroll", null)]
    public async Task Ask_OutsideThePolicy_IsRefusedWithValueAndLimit(string json, int status, string reason, string member, string value, string? limit)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = (await host.PostAsync("amina", "/jit/requests", json)).Refuses(status, reason);

        Assert.Equal((member, value), (answer.Text("member"), answer.Text("value")));
        Assert.Equal(limit, answer.Has("limit") ? answer.Text("limit") : null);
        await NothingHappened(host);
    }

    // Who may ask is told to those who may: nobody else learns whose account to take.
    [Fact]
    public async Task Ask_UnderAPolicyOfOthers_DoesNotTellWhoMay()
    {
        await using var host = await ApiHost.StartAsync();

        var role = (await host.PostAsync("eve", "/jit/requests", """{"policy":"read-payroll","duration":"PT1M"}""")).Refuses(403, "not-eligible");
        var other = (await host.PostAsync("eve", "/jit/requests", """{"policy":"rotate-keys","duration":"PT1M"}""")).Refuses(403, "not-eligible");

        Assert.DoesNotContain("support-lead", role.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("on-call", other.Body, StringComparison.Ordinal);
        Assert.Equal("Name one of the policies that GET /policies lists.", role.Text("fix"));
    }

    [Fact]
    public async Task Ask_WithoutItsTicket_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.PostAsync("bo", "/jit/requests", """{"policy":"read-payroll","duration":"PT1M"}""")).Refuses(422, "ticket-missing");
        (await host.PostAsync("bo", "/jit/requests", """{"policy":"read-payroll","duration":"PT1M","ticket":"OPS-x"}""")).Refuses(422, "ticket-mismatch");
        (await host.PostAsync("bo", "/jit/requests", """{"policy":"read-payroll","duration":"PT1M","ticket":""}""")).Refuses(400, "text-invalid");
    }

    [Fact]
    public async Task Vote_ThatSaysNothingOrTooMuch_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        var path = $"/jit/requests/{(await host.AskAsync()).Id}/votes";

        (await host.PostAsync("bo", path, "{}")).Refuses(400, "member-missing");
        (await host.PostAsync("bo", path, """{"decision":"Approve"}""")).Refuses(400, "value-invalid");
        (await host.PostAsync("bo", path, """{"decision":true}""")).Refuses(400, "malformed");
        (await host.PostAsync("bo", path, """{"decision":"approve","narrowTo":{}}""")).Refuses(400, "member-missing");
        (await host.PostAsync("bo", path, """{"decision":"approve","narrowTo":"less"}""")).Refuses(400, "malformed");
        (await host.PostAsync("bo", path, """{"decision":"approve","narrowTo":{"permissions":[]}}""")).Refuses(400, "value-invalid");
        (await host.PostAsync("bo", path, """{"decision":"approve","narrowTo":{"uses":9}}""")).Refuses(400, "member-server-only");
        (await host.PostAsync("bo", path, """{"decision":"deny","narrowTo":{"duration":"PT1M"}}""")).Refuses(422, "narrowing-on-deny");
        (await host.PostAsync("bo", path, """{"decision":"approve","narrowTo":{"duration":"PT31M"}}""")).Refuses(422, "narrowing-widens");
        (await host.PostAsync("bo", path, """{"decision":"approve","narrowTo":{"resource":"orders/*"}}""")).Refuses(422, "narrowing-widens");
        Assert.Equal("pending", (await host.GetAsync("bo", path[..^6])).Text("state"));
    }

    [Theory]
    [InlineData("""{}""", "member-missing")]
    [InlineData("""{"reason":""}""", "text-invalid")]
    [InlineData("""{"reason":"   "}""", "member-missing")]
    [InlineData("""{"reason":7}""", "malformed")]
    public async Task Revoke_WithoutAReason_IsRefused(string json, string reason)
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.GrantAsync();

        Assert.Equal("reason", (await host.PostAsync("bo", $"/jit/grants/{id}/revoke", json)).Refuses(400, reason).Text("member"));
        host.Jit.Should("amina").Allow("orders:refund", "orders/4711");
    }

    private static HttpRequestMessage WithType(string path, string type)
    {
        var request = ApiHost.Request(HttpMethod.Post, path, "amina");
        request.Content = new ByteArrayContent("{}"u8.ToArray());
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return request;
    }

    private static async Task NothingHappened(ApiHost host, int lines = 1, int requests = 0)
    {
        var ours = host.Log.Ours;
        Assert.True(lines == ours.Count, string.Join("\n", ours));
        Assert.All(ours, line => Assert.Equal(2101, line.Event.Id));
        foreach (var user in new[] { "amina", "bo" })
        {
            Assert.Equal(requests, (await host.GetAsync(user, "/jit/requests")).Is(200).Json.GetProperty("items").GetArrayLength());
            Assert.Equal("""{"items":[]}""", (await host.GetAsync(user, "/jit/grants")).Is(200).Body);
        }
    }
}
