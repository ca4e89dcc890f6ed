using System.Diagnostics.CodeAnalysis;

namespace JitAccess;

/// <summary>Compares subjects as they compare themselves, and finds one by its name alone, so that asking makes none.</summary>
internal sealed class SubjectComparer : IEqualityComparer<Subject>, IAlternateEqualityComparer<SubjectName, Subject>
{
    public static SubjectComparer Instance { get; } = new();

    public bool Equals(Subject? x, Subject? y) => ReferenceEquals(x, y) || (x is not null && x.Equals(y));

    public int GetHashCode([DisallowNull] Subject obj) => obj.GetHashCode();

    public bool Equals(SubjectName alternate, Subject other) =>
        alternate.Id.SequenceEqual(other.Id)
        && alternate.Issuer.SequenceEqual(other.Issuer)
        && alternate.Tenant == other.Tenant;

    public int GetHashCode(SubjectName alternate) => Subject.HashOf(alternate.Tenant, alternate.Issuer, alternate.Id);

    // Nothing is added under a name: a subject is made of texts that were seen to be canonical.
    public Subject Create(SubjectName alternate) => throw new NotSupportedException();
}
