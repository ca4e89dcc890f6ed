namespace JitAccess;

/// <summary>The texts that name a subject, before anybody has seen whether they are canonical: only ever to look for one that is held.</summary>
internal readonly ref struct SubjectName(Tenant tenant, ReadOnlySpan<char> issuer, ReadOnlySpan<char> id)
{
    public Tenant Tenant { get; } = tenant;

    public ReadOnlySpan<char> Issuer { get; } = issuer;

    public ReadOnlySpan<char> Id { get; } = id;
}
