using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace JitAccess;

/// <summary>
/// The entity tags of a conditional request (RFC 9110, section 13). A tag of ours is the version of the record and, since what is shown also
/// changes by time alone and with the policies, a hash of the document: <c>"3-5f1d0c9e7a2b4c68"</c>.
/// </summary>
internal sealed class EntityTags
{
    private const long NoVersion = -1;

    private readonly ImmutableArray<EntityTagHeaderValue> _tags;

    private EntityTags(ImmutableArray<EntityTagHeaderValue> tags) => _tags = tags;

    private bool IsAny => _tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any));

    /// <summary>Makes the strong tag of a document.</summary>
    public static string Of(long version, ReadOnlySpan<byte> document) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{version}-{Convert.ToHexStringLower(SHA256.HashData(document).AsSpan(0, 8))}\"");

    /// <summary>Reads a header; one that cannot be read is a finding, and reads as absent.</summary>
    public static EntityTags Read(string? header, string name, ICollection<Finding> findings)
    {
        if (header is null)
        {
            return new EntityTags([]);
        }

        // A star stands alone (RFC 9110, section 13.1.1).
        if (EntityTagHeaderValue.TryParseStrictList([header], out var tags)
            && tags.Count > 0
            && (tags.Count == 1 || !tags.Contains(EntityTagHeaderValue.Any)))
        {
            return new EntityTags([.. tags]);
        }

        findings.Add(ApiFindings.TagInvalid(name, header));
        return new EntityTags([]);
    }

    /// <summary>Says whether <c>If-None-Match</c> names a document, comparing weakly.</summary>
    public bool HasDocument(string tag)
    {
        var current = EntityTagHeaderValue.Parse(tag);
        return IsAny || _tags.Any(given => given.Compare(current, useStrongComparison: false));
    }

    /// <summary>
    /// Returns the version that <c>If-Match</c> demands: <see langword="null"/> for any, and one that no record has when nothing it names is the
    /// document as it is now, comparing strongly. That version is what the decision compares, in the commit itself.
    /// </summary>
    /// <param name="current">Asks for the version now, and for the tag of the document.</param>
    public async ValueTask<long?> DemandedVersionAsync(Func<ValueTask<(long Version, string Tag)>> current)
    {
        if (_tags.IsEmpty || IsAny)
        {
            return null;
        }

        try
        {
            var (version, tag) = await current();
            var shown = EntityTagHeaderValue.Parse(tag);
            return _tags.Any(given => given.Compare(shown, useStrongComparison: true)) ? version : NoVersion;
        }
        catch (JitRejectedException rejected) when (rejected.Reason.Kind != ReasonKind.Unavailable)
        {
            return NoVersion; // what cannot be read cannot be voted on: the vote itself says why, and is counted
        }
    }
}
