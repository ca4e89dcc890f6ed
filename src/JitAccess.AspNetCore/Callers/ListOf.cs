namespace JitAccess;

/// <summary>Reads what is a list behind its enumerable face, as the identities and claims of a principal are, without making an enumerator.</summary>
internal static class ListOf
{
    public static IReadOnlyList<T> Items<T>(IEnumerable<T> items) => items as IReadOnlyList<T> ?? [.. items];
}
