namespace JitAccess;

/// <summary>The order of code points, which is the order of UTF-8 bytes and so that of a database.</summary>
internal static class CodePoints
{
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    /// <summary>Compares two texts; differs from the ordinal order of UTF-16 beyond the basic plane only.</summary>
    public static int Compare(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (one, other) = (left[same], right[same]);
        return char.IsSurrogate(one) == char.IsSurrogate(other) ? one.CompareTo(other) : char.IsSurrogate(one).CompareTo(char.IsSurrogate(other));
    }
}
