using System.Diagnostics.CodeAnalysis;

namespace JitAccess;

/// <summary>Where something may be done, such as <c>orders/4711</c> or <c>orders/*</c>: segments joined by <c>/</c>.</summary>
/// <remarks>
/// <para><c>*</c> stands only as a whole last segment and means every descendant at any depth, not the parent: <c>orders/*</c> covers
/// <c>orders/1</c> and <c>orders/eu/1</c>, not <c>orders</c>. <c>*</c> alone covers everything but the root.</para>
/// <para>What is not canonical is refused, never folded. Compared ordinally. Immutable and safe for concurrent use.</para>
/// </remarks>
public sealed class Resource : IEquatable<Resource>
{
    /// <summary>The longest resource in UTF-16 code units.</summary>
    public const int MaxLength = 512;

    /// <summary>The most segments of a resource.</summary>
    public const int MaxSegments = 16;

    private Resource(string path)
    {
        Path = path;
        IsWildcard = path is "*" || path.EndsWith("/*", StringComparison.Ordinal);
    }

    /// <summary>Gets the root: what a check or a policy means that names no resource. Only the root covers it.</summary>
    public static Resource Root { get; } = new("");

    /// <summary>Gets the path; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Gets a value indicating whether this is the root.</summary>
    public bool IsRoot => Path.Length == 0;

    /// <summary>Gets a value indicating whether the last segment is <c>*</c>.</summary>
    public bool IsWildcard { get; }

    /// <summary>Reads a resource. The root has no spelling: it is <see cref="Root"/>, or no resource at all.</summary>
    /// <param name="path">
    /// 1 to <see cref="MaxLength"/> characters in at most <see cref="MaxSegments"/> segments, in NFC, without <c>\</c>, <c>%</c>, control,
    /// bidirectional or invisible characters, without <c>.</c>, <c>..</c> or empty segments, and without letters that pass for ASCII.
    /// </param>
    /// <returns>The resource.</returns>
    /// <exception cref="JitRejectedException">The path is not canonical (<see cref="Reason.ResourceNotCanonical"/>).</exception>
    public static Resource Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TryParse(path, out var resource, out var finding) ? resource : throw new JitRejectedException(Explanation.Of(finding));
    }

    /// <summary>Reads a resource without throwing.</summary>
    /// <param name="path">The path, as <see cref="Parse"/> takes it.</param>
    /// <param name="resource">The resource when the path is canonical.</param>
    /// <param name="finding">What is wrong when it is not.</param>
    /// <returns><see langword="true"/> when the path is canonical.</returns>
    public static bool TryParse(
        string? path, [NotNullWhen(true)] out Resource? resource, [NotNullWhen(false)] out Finding? finding)
    {
        finding = ResourceText.Refuse(path ?? "");
        resource = finding is null ? new Resource(path!) : null;
        return resource is not null;
    }

    /// <summary>Says whether all that another resource stands for is covered by this one.</summary>
    /// <param name="other">The resource that may be narrower, with or without a wildcard.</param>
    /// <returns><see langword="true"/> when they are equal, or this is a wildcard and the other one of its descendants.</returns>
    public bool Covers(Resource other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Covers(other.Path.AsSpan());
    }

    /// <summary>Says whether a concrete resource is covered; allocates nothing.</summary>
    /// <param name="concretePath">A canonical path without wildcard; empty for the root.</param>
    /// <returns><see langword="true"/> when it is this resource, or this is a wildcard and it is one of its descendants.</returns>
    public bool Covers(ReadOnlySpan<char> concretePath) => Covers(Path, IsWildcard, concretePath);

    /// <inheritdoc/>
    public bool Equals(Resource? other) => other is not null && string.Equals(Path, other.Path, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Resource);

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>Says whether what is named by a canonical path, or all below it, covers a concrete path.</summary>
    internal static bool Covers(string path, bool isWildcard, ReadOnlySpan<char> concretePath)
    {
        // A wildcard's own path starts with its stem, so the same comparison serves wildcards below wildcards.
        var stem = isWildcard ? path.AsSpan(0, path.Length - 1) : path;
        return isWildcard
            ? concretePath.Length > stem.Length && concretePath.StartsWith(stem, StringComparison.Ordinal)
            : concretePath.SequenceEqual(stem);
    }

    /// <summary>Restores a resource that this library wrote itself; empty is the root.</summary>
    internal static Resource Restore(string path) => path.Length == 0 ? Root : new Resource(path);

    /// <summary>Says whether one value, such as a route value, can stand as one segment of a concrete resource.</summary>
    internal static bool IsCanonicalSegment(string value, [NotNullWhen(false)] out Finding? finding)
    {
        finding = ResourceText.RefuseValue(value);
        return finding is null;
    }
}
