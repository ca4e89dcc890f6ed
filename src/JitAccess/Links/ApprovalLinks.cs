using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>Makes and reads one-shot links: a text for one approver, one request, the stage that is asked and what was shown.</summary>
/// <remarks>
/// <para>The text is <c>{key id}.{96 characters of base64url}</c>: 16 bytes of id, 8 of the end, 16 of what was shown, 32 of HMAC. Approver, tenant and request are
/// not in it: the HMAC covers them, so that it verifies for nobody and nothing else, and the text tells a stranger nothing.</para>
/// <para>Nothing is random: whoever makes the link of the same origin for the same approver anew makes the same link. Thread-safe.</para>
/// </remarks>
internal sealed class ApprovalLinks(Authenticator authenticator)
{
    /// <summary>The most characters of a text.</summary>
    public const int MaxLength = JitKey.MaxIdLength + 1 + EncodedLength;

    private const int IdLength = 16;
    private const int ShownAt = IdLength + sizeof(long);
    private const int ShownLength = 16;
    private const int SaidLength = ShownAt + ShownLength;

    // A multiple of three: no bit of the last character is left over that could be changed unnoticed.
    private const int Length = SaidLength + Hmac.Length;
    private const int EncodedLength = Length / 3 * 4;

    /// <summary>Makes the link of an approver for a request as it is, at a stage.</summary>
    /// <param name="keyId">The key of the ring that seals it.</param>
    /// <param name="origin">What asks the approver: one origin, one link.</param>
    /// <param name="approver">Whom it is for.</param>
    /// <param name="request">The request as it is shown.</param>
    /// <param name="stage">The stage that is asked.</param>
    /// <returns>The text, or nothing when the ring does not hold the key.</returns>
    public string? Make(string keyId, ReadOnlySpan<byte> origin, Subject approver, RequestRecord request, ApprovalStage stage)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> mac = stackalloc byte[Hmac.Length];
        if (!TryMac(keyId, new LinkBytes("id").Add(origin).Add(approver.Tenant.Id).Add(approver.Key), mac))
        {
            return null;
        }

        var id = bytes[..IdLength];
        mac[..IdLength].CopyTo(id);
        BinaryPrimitives.WriteInt64BigEndian(bytes[IdLength..], request.Lapses.UnixMilliseconds);
        return TryShown(keyId, id, request, stage, bytes[ShownAt..SaidLength])
            && TryMac(keyId, Bound(bytes[..SaidLength], approver, request.Id), bytes[SaidLength..])
                ? $"{keyId}.{Base64Url.EncodeToString(bytes)}"
                : null;
    }

    /// <summary>Reads a text, from anybody.</summary>
    /// <param name="text">The text.</param>
    /// <param name="voter">Who is signed in and uses it.</param>
    /// <param name="requestId">The request that it is used on.</param>
    /// <returns>What it says, or nothing when it is no link of this voter for this request.</returns>
    public ApprovalLink? Read(string text, Subject voter, string requestId)
    {
        var keyLength = text.Length - EncodedLength - 1;
        if (keyLength is < 1 or > JitKey.MaxIdLength || text[keyLength] != '.' || !JitKey.IsId(text.AsSpan(0, keyLength)))
        {
            return null;
        }

        var keyId = text[..keyLength];
        var bytes = new byte[Length];
        Span<byte> mac = stackalloc byte[Hmac.Length];
        if (Base64Url.DecodeFromChars(text.AsSpan(keyLength + 1), bytes, out _, out var written) != OperationStatus.Done || written != Length
            || !TryMac(keyId, Bound(bytes.AsSpan(0, SaidLength), voter, requestId), mac)
            || !CryptographicOperations.FixedTimeEquals(mac, bytes.AsSpan(SaidLength)))
        {
            return null;
        }

        return new ApprovalLink(
            Convert.ToHexStringLower(bytes.AsSpan(0, IdLength)),
            Deadline.FromUnixMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(IdLength))),
            (request, stage) => Shows(keyId, bytes, request, stage));
    }

    private bool Shows(string keyId, ReadOnlySpan<byte> bytes, RequestRecord request, ApprovalStage stage)
    {
        Span<byte> shown = stackalloc byte[ShownLength];
        return TryShown(keyId, bytes[..IdLength], request, stage, shown) && CryptographicOperations.FixedTimeEquals(shown, bytes[ShownAt..SaidLength]);
    }

    // Under the key: what was asked for could be guessed and tried against a plain hash by whoever sees the link. Scopes are a set, so their order says nothing.
    private bool TryShown(string keyId, ReadOnlySpan<byte> id, RequestRecord request, ApprovalStage stage, Span<byte> shown)
    {
        var bytes = new LinkBytes("shown").Add(id)
            .Add(stage.Name).Add(stage.Hash)
            .Add(request.Duration.ToInt64Nanoseconds().ToString(CultureInfo.InvariantCulture))
            .Add(request.StartAt?.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture) ?? "");
        foreach (var (permission, resource) in request.Scopes.Select(scope => (scope.Permission.Name, scope.Resource.Path))
            .OrderBy(scope => scope.Name, StringComparer.Ordinal).ThenBy(scope => scope.Path, StringComparer.Ordinal))
        {
            bytes.Add(permission).Add(resource);
        }

        Span<byte> mac = stackalloc byte[Hmac.Length];
        if (!TryMac(keyId, bytes, mac))
        {
            return false;
        }

        mac[..ShownLength].CopyTo(shown);
        return true;
    }

    private static LinkBytes Bound(ReadOnlySpan<byte> said, Subject approver, string requestId) =>
        new LinkBytes("link").Add(approver.Tenant.Id).Add(approver.Key).Add(requestId).Add(said);

    private bool TryMac(string keyId, LinkBytes bytes, Span<byte> mac) => authenticator.TryMac(keyId, Purposes.Links, bytes.Written, mac);
}
