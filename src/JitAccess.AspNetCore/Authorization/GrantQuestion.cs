namespace JitAccess;

/// <summary>Who wants to do what where.</summary>
/// <param name="Caller">A caller whose subject is known.</param>
/// <param name="Permission">A canonical permission.</param>
/// <param name="Path">A canonical concrete resource; empty for the root.</param>
internal readonly record struct GrantQuestion(RequestCaller Caller, string Permission, string Path)
{
    public SubjectHandle Holder => Caller.Handle!;

    public Subject Subject => Caller.Subject!;

    public string? Resource => Path.Length == 0 ? null : Path;

    /// <summary>Whether another question is the same, whoever has read the caller.</summary>
    public bool IsSameAs(GrantQuestion other) =>
        Holder.Subject.Equals(other.Holder.Subject)
        && string.Equals(Permission, other.Permission, StringComparison.Ordinal)
        && string.Equals(Path, other.Path, StringComparison.Ordinal);

    public Scope Scope => new(JitAccess.Permission.Parse(Permission), JitAccess.Resource.Restore(Path));
}
