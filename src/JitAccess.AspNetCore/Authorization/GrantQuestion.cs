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

    public Scope Scope => new(JitAccess.Permission.Parse(Permission), JitAccess.Resource.Restore(Path));
}
