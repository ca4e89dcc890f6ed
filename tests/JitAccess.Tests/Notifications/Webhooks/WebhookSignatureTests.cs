using System.Text;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Journal;
using JitAccess.Tests.Time;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Notifications.Webhooks;

/// <summary>A receiver can tell what we sent from what anybody else did, and from what is old.</summary>
public sealed class WebhookSignatureTests(ITestOutputHelper output)
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");

    // printf '%s' 'n1.1772442000.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    [Fact]
    public void Sign_KnownMessage_IsWhatOpenSslSays() =>
        Assert.Equal("v1=71bb01e253572a7729af7424d37751bc4b14decd463cd783841c6bcd96007d5c", WebhookSignature.Sign(Secret, "n1", 1772442000, "{\"a\":1}"u8));

    [Fact]
    public void Verify_AnyByteChanged_IsRefused() => Properties.Check(
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number)).Where(body => body.Length > 0).ToArbitrary(), body =>
        {
            var (now, at) = (ManualTime.Start, ManualTime.Start.ToUnixTimeSeconds());
            var signature = WebhookSignature.Sign(Secret, "n1", at, body);
            Assert.True(Verify(Secret, "n1", $"{at}", signature, body, now));
            Assert.False(Verify(Secret, "n2", $"{at}", signature, body, now));
            Assert.False(Verify(Secret, "n1", $"{at + 1}", signature, body, now));
            Assert.False(Verify([.. Secret, 0x00], "n1", $"{at}", signature + "0", body, now));
            Assert.False(Verify([.. Secret.Reverse()], "n1", $"{at}", signature, body, now));
            for (var index = 0; index < body.Length; index++)
            {
                body[index] ^= 1;
                Assert.False(Verify(Secret, "n1", $"{at}", signature, body, now));
                body[index] ^= 1;
            }
        }),
        output);

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Verify_FarFromNow_IsRefused(long seconds, bool isTaken)
    {
        var at = ManualTime.Start.ToUnixTimeSeconds() + seconds;

        Assert.Equal(isTaken, Verify(Secret, "n1", $"{at}", WebhookSignature.Sign(Secret, "n1", at, [1]), [1], ManualTime.Start));
    }

    [Theory]
    [InlineData(null, "1772442000", "v1=00")]
    [InlineData("", "1772442000", "v1=00")]
    [InlineData("n1", null, "v1=00")]
    [InlineData("n1", "-1", "v1=00")]
    [InlineData("n1", "99999999999999999999", "v1=00")]
    [InlineData("n1", "1772442000", null)]
    [InlineData("n1", "1772442000", "")]
    public void Verify_HeaderMissingOrBroken_IsRefused(string? id, string? timestamp, string? signature) =>
        Assert.False(Verify(Secret, id, timestamp, signature, [1], ManualTime.Start));

    [Fact]
    public void DeriveSecret_OfEachWebhook_IsItsOwn()
    {
        var key = JitKey.Generate();

        Assert.Equal(WebhookSignature.DeriveSecret(key, "ops"), WebhookSignature.DeriveSecret(key, "ops"));
        Assert.NotEqual(WebhookSignature.DeriveSecret(key, "ops"), WebhookSignature.DeriveSecret(key, "chat"));
        Assert.NotEqual(WebhookSignature.DeriveSecret(key, "ops"), WebhookSignature.DeriveSecret(JitKey.Generate(), "ops"));
    }

    private static bool Verify(byte[] secret, string? id, string? timestamp, string? signature, byte[] body, Instant now) =>
        WebhookSignature.Verify(secret, id, timestamp, signature, body, now, Duration.FromMinutes(5));
}
