using JitAccess.Api.Tests;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Notifications.Webhooks;

/// <summary>The receiver of <c>docs/guides/notifications.md</c>: what stands there stands here, word for word, so it compiles and does what it says.</summary>
public sealed class WebhookGuideTests
{
    public static bool Accept(IReadOnlyDictionary<string, string> headers, byte[] body, byte[] secret, Instant now, ISet<string> taken) =>
        WebhookSignature.Verify(
            secret, headers["Jit-Webhook-Id"], headers["Jit-Webhook-Timestamp"], headers["Jit-Webhook-Signature"], body, now, tolerance: Duration.FromMinutes(5))
        && taken.Add(headers["Jit-Webhook-Id"]);

    [Fact]
    public void Guide_Receiver_IsTheOneAbove()
    {
        var shown = File.ReadLines(RepositoryTree.PathOf("docs", "guides", "notifications.md"))
            .SkipWhile(line => line != $"<!-- compiled: {nameof(WebhookGuideTests)} -->").Skip(2).TakeWhile(line => line != "```").ToList();
        var compiled = File.ReadAllLines(RepositoryTree.PathOf("tests", "JitAccess.Tests", "Notifications", "Webhooks", $"{nameof(WebhookGuideTests)}.cs"))
            .SkipWhile(line => !line.Contains(" Accept(", StringComparison.Ordinal)).Take(shown.Count).Select(line => line[4..]);

        Assert.Equal(4, shown.Count);
        Assert.Equal(compiled, shown);
    }

    [Fact]
    public void Guide_Receiver_TakesAMessageOnceAndNothingOld()
    {
        var (secret, body, at) = (new byte[32], new byte[] { 1, 2 }, ManualTime.Start);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [WebhookSignature.IdHeader] = "n1",
            [WebhookSignature.TimestampHeader] = $"{at.ToUnixTimeSeconds()}",
            [WebhookSignature.SignatureHeader] = WebhookSignature.Sign(secret, "n1", at.ToUnixTimeSeconds(), body),
        };
        var taken = new HashSet<string>(StringComparer.Ordinal);

        Assert.False(Accept(headers, body, secret, at + Duration.FromMinutes(6), taken));
        Assert.True(Accept(headers, body, secret, at, taken));
        Assert.False(Accept(headers, body, secret, at, taken));
        Assert.False(Accept(headers, [1, 3], secret, at, new HashSet<string>(StringComparer.Ordinal)));
    }
}
