namespace JitAccess;

/// <summary>The texts that name a subject, before anybody has seen whether they are canonical: only ever to look for one that is held.</summary>
internal readonly record struct SubjectName(Tenant Tenant, string Issuer, string Id);
