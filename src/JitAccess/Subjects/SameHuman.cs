namespace JitAccess;

/// <summary>The comparison of separation of duties: whoever might be one human counts as one.</summary>
/// <remarks>
/// <para>It fails closed, the opposite of access: <see cref="Subject"/> compares ordinally, this folds case, normal forms, invisible
/// characters and look-alikes (<see cref="LookAlike"/>) of issuer and id. <c>user-1</c> and <c>user-l</c> cannot approve each other.</para>
/// <para>Subjects of different tenants never meet, so they are never the same. Symmetric, but not transitive. Thread-safe.</para>
/// </remarks>
internal static class SameHuman
{
    /// <summary>Says whether two accounts count as one human by their names alone.</summary>
    public static bool Is(Subject one, Subject other) =>
        one.Tenant == other.Tenant && LookAlike.Same(one.Id, other.Id) && LookAlike.Same(one.Issuer, other.Issuer);

    /// <summary>Says whether two accounts count as one human by their names, or by the directory.</summary>
    public static bool Is(Identity one, Identity other) =>
        Is(one.Subject, other.Subject)
        || (one.PersonId is { } person && other.PersonId is { } otherPerson
            && one.Subject.Tenant == other.Subject.Tenant && LookAlike.Same(person, otherPerson));

    /// <summary>Says whether anyone in one chain (requester, actor, sponsor) counts as one human with anyone in another.</summary>
    public static bool AnyIn(IEnumerable<Identity> chain, IReadOnlyCollection<Identity> other) =>
        chain.Any(one => other.Any(another => Is(one, another)));

    /// <summary>Says whether anyone in one chain counts as one human with anyone in another, by their names alone.</summary>
    public static bool AnyIn(IEnumerable<Subject> chain, IReadOnlyCollection<Subject> other) =>
        chain.Any(one => other.Any(another => Is(one, another)));
}
