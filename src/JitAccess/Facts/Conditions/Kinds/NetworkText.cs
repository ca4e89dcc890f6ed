using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JitAccess;

/// <summary>Networks in CIDR notation (RFC 4632, section 3.1; RFC 4291, section 2.3), without bits behind the prefix.</summary>
internal static class NetworkText
{
    /// <summary>The longest network in characters: a full IPv6 address, a slash and three digits.</summary>
    public const int MaxLength = 49;

    /// <summary>Reads a network; <see langword="null"/> when it is not in the accepted form.</summary>
    public static IPNetwork? Read(string? text)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0
            || text!.Length > MaxLength
            || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || !IsPlainlyWritten(address, text.AsSpan(0, slash)))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
            length -= 96;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return length >= 0 && length <= bits && HasNoHostBits(address, length) ? new IPNetwork(address, length) : null;
    }

    /// <summary>Returns the address to compare: IPv4 where it is IPv4 written as IPv6, and without a zone.</summary>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes())
        : address;

    /// <summary>Makes the finding for a text that is no network.</summary>
    public static Finding Refuse(string text, string path)
    {
        const string Limit = "an IPv4 or IPv6 network in CIDR notation without bits behind the prefix";
        var shown = SafeText.Show(text);
        return new Finding(Reason.PolicyInvalid, $"\"{shown}\" is not {Limit}.")
        {
            Member = path,
            Value = shown,
            Limit = Limit,
            Fix = "Write it as 10.1.0.0/16 or 2001:db8::/32; one address is 10.1.2.3/32.",
        };
    }

    // 10.1, 0x0a.0.0.1 and 012.0.0.1 are read by some as one address and by others as another.
    private static bool IsPlainlyWritten(IPAddress address, ReadOnlySpan<char> text) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? text.SequenceEqual(address.ToString())
            : !text.ContainsAny('%', '[');

    private static bool HasNoHostBits(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
