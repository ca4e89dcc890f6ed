namespace JitAccess.Spec;

/// <summary>A permission on a resource; no resource is the empty path.</summary>
internal sealed record SpecScope(string Permission, string Resource)
{
    /// <summary>Whether everything that a resource stands for is covered by another: segment by segment, a last <c>*</c> takes one or more.</summary>
    public static bool Covers(string one, string other)
    {
        var pattern = Segments(one);
        var path = Segments(other);
        if (pattern is [.. var stem, "*"])
        {
            return path.Length > stem.Length && path.Take(stem.Length).SequenceEqual(stem);
        }

        return path.SequenceEqual(pattern);
    }

    public bool Covers(SpecScope other) => Permission == other.Permission && Covers(Resource, other.Resource);

    public bool Overlaps(SpecScope other) => Covers(other) || other.Covers(this);

    public override string ToString() => $"{Permission} on \"{Resource}\"";

    private static string[] Segments(string path) => path == "" ? [] : path.Split('/');
}
