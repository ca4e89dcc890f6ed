using System.Net;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Notifications;
using Xunit.Abstractions;

namespace JitAccess.Tests.Notifications.Webhooks;

/// <summary>P37: no address but those of the public internet, however it is written.</summary>
public sealed class SpecialNetworksTests(ITestOutputHelper output)
{
    private static readonly (string First, string Last)[] OfFour =
    [
        ("0.0.0.0", "0.255.255.255"), ("10.0.0.0", "10.255.255.255"), ("100.64.0.0", "100.127.255.255"), ("127.0.0.0", "127.255.255.255"),
        ("169.254.0.0", "169.254.255.255"), ("172.16.0.0", "172.31.255.255"), ("192.0.0.0", "192.0.0.255"), ("192.0.2.0", "192.0.2.255"),
        ("192.88.99.0", "192.88.99.255"), ("192.168.0.0", "192.168.255.255"), ("198.18.0.0", "198.19.255.255"), ("198.51.100.0", "198.51.100.255"),
        ("203.0.113.0", "203.0.113.255"), ("224.0.0.0", "239.255.255.255"), ("240.0.0.0", "255.255.255.255"),
    ];

    private static readonly Arbitrary<byte[]> Forbidden = Gen.Elements(OfFour)
        .SelectMany(range => Gen.Choose(0, int.MaxValue).Select(pick => Between(range.First, range.Last, pick)))
        .ToArbitrary();

    public static TheoryData<string> Special { get; } =
    [
        .. OfFour.SelectMany(range => new[] { range.First, range.Last }), "169.254.169.254",
        "::", "::1", "::2", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254",
        "64:ff9b:1::808:808", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%3", "febf::1", "fec0::1", "ff02::1", "2001::1", "2001:1ff::1", "2001:db8::1",
        "2002:a00:1::1", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1", "2a00::5efe:10.0.0.1", "2a00::200:5efe:808:808",
    ];

    [Theory]
    [MemberData(nameof(Special))]
    public void P37_Find_AddressOfASpecialNetwork_SaysWhatItIs(string address) => Assert.NotNull(SpecialNetworks.Find(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450::1")]
    [InlineData("3ffe:ffff::1")]
    public void Find_PublicAddress_IsNothingSpecial(string address) => Assert.Null(SpecialNetworks.Find(IPAddress.Parse(address)));

    [Fact]
    public void P37_Find_ForbiddenAddressInAnySpellingOfSix_IsRefused() => Properties.Check(
        Prop.ForAll(Forbidden, four =>
        {
            var hex = Convert.ToHexStringLower(four);
            var (high, low) = (hex[..4], hex[4..]);
            foreach (var spelling in new[]
            {
                $"::ffff:{high}:{low}", $"0:0:0:0:0:FFFF:{new IPAddress(four)}", $"::{high}:{low}", $"::ffff:0:{high}:{low}", $"64:ff9b::{high}:{low}", $"64:ff9b:1::{high}:{low}",
                $"2002:{high}:{low}::1", $"2001:0:{high}:{low}::1", $"2a00::5efe:{high}:{low}", $"2a00::200:5efe:{high}:{low}", $"fe80::{high}:{low}%2", $"fd00::{high}:{low}",
            })
            {
                Assert.True(SpecialNetworks.Find(IPAddress.Parse(spelling)) is not null, spelling);
            }

            Assert.NotNull(SpecialNetworks.Find(new IPAddress(four)));
        }),
        output);

    private static byte[] Between(string first, string last, int pick)
    {
        var (low, high) = (Number(first), Number(last));
        var number = (uint)(low + ((ulong)pick * 2654435761UL % (high - low + 1)));
        return [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
    }

    private static ulong Number(string address) => IPAddress.Parse(address).GetAddressBytes().Aggregate(0UL, (number, part) => (number << 8) | part);
}
