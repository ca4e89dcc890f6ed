using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace JitAccess.Notifications;

/// <summary>Tells the addresses of the public internet from all others (IANA's registries of special-purpose addresses, RFC 6890).</summary>
internal static class SpecialNetworks
{
    private static readonly (IPNetwork Network, string What)[] OfFour = Read(
        ("0.0.0.0/8", "this host (RFC 1122)"),
        ("10.0.0.0/8", "private (RFC 1918)"),
        ("100.64.0.0/10", "shared by carriers (RFC 6598)"),
        ("127.0.0.0/8", "loopback (RFC 1122)"),
        ("168.63.129.16/32", "the platform of a cloud, inside every machine of it"),
        ("169.254.0.0/16", "link-local (RFC 3927), where clouds keep their metadata"),
        ("172.16.0.0/12", "private (RFC 1918)"),
        ("192.0.0.0/24", "protocol assignments (RFC 6890)"),
        ("192.0.2.0/24", "documentation (RFC 5737)"),
        ("192.88.99.0/24", "relays of 6to4 (RFC 7526)"),
        ("192.168.0.0/16", "private (RFC 1918)"),
        ("198.18.0.0/15", "benchmarking (RFC 2544)"),
        ("198.51.100.0/24", "documentation (RFC 5737)"),
        ("203.0.113.0/24", "documentation (RFC 5737)"),
        ("224.0.0.0/4", "multicast (RFC 5771)"),
        ("240.0.0.0/4", "reserved and broadcast (RFC 1112)"));

    private static readonly (IPNetwork Network, string What)[] OfSix = Read(
        ("::/128", "unspecified (RFC 4291)"),
        ("::1/128", "loopback (RFC 4291)"),
        ("64:ff9b:1::/48", "translation of a network's own (RFC 8215)"),
        ("fc00::/7", "private (RFC 4193)"),
        ("fe80::/10", "link-local (RFC 4291)"),
        ("ff00::/8", "multicast (RFC 4291)"),
        ("2001::/23", "protocol assignments, Teredo and benchmarking (RFC 2928)"),
        ("2001:db8::/32", "documentation (RFC 3849)"),
        ("2002::/16", "6to4 (RFC 7526)"),
        ("3fff::/20", "documentation (RFC 9637)"));

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Says what an address is when it is not one of the public internet; otherwise <see langword="null"/>.</summary>
    public static string? Find(IPAddress address)
    {
        var plain = NetworkText.Plain(address);
        if (plain.AddressFamily == AddressFamily.InterNetwork)
        {
            return In(OfFour, plain);
        }

        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return "no internet address";
        }

        // INVARIANT: what carries an IPv4 address by a well-known prefix leads where that leads, so it is judged by it, or refused. A network that translates under a prefix of
        // its own within the global addresses has to keep its translator from leading inside.
        return Translated.Contains(plain) ? In(OfFour, new IPAddress(plain.GetAddressBytes().AsSpan(12)))
            : In(OfSix, plain) is { } special ? special
            : !Global.Contains(plain) ? "outside the global addresses (RFC 4291)"
            : IsIsatap(plain) ? "a tunnel to an IPv4 address (RFC 5214)"
            : null;
    }

    private static bool IsIsatap(IPAddress address) =>
        (BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes().AsSpan(8)) & 0xfdff_ffff) == 0x0000_5efe;

    private static string? In((IPNetwork Network, string What)[] networks, IPAddress address) =>
        Array.Find(networks, entry => entry.Network.Contains(address)).What;

    private static (IPNetwork Network, string What)[] Read(params (string Network, string What)[] networks) =>
        [.. networks.Select(entry => (IPNetwork.Parse(entry.Network), entry.What))];
}
