using System.Security.Cryptography;
using System.Text;

namespace JitAccess;

/// <summary>
/// The permissions that JitAccess itself demands of people who administer it: a right from <see cref="JitAdministration"/> says who may, and a live
/// grant, which a policy gives like any other, says that it is time to.
/// </summary>
public static class JitPermissions
{
    /// <summary>
    /// Publishing a policy set, on <c>policies/{name of the set}</c>, or on <see cref="PublishingOf"/> the set where two people publish. One use of the grant is taken for each set that is published.
    /// </summary>
    public const string Publish = "jit:publish";

    /// <summary>Forgetting an entry that a follower has set aside, on <c>followers/{name of the follower}</c>. One use for each entry.</summary>
    public const string Forget = "jit:forget";

    /// <summary>Adopting a restored store, on <c>store</c>.</summary>
    public const string Adopt = "jit:adopt";

    /// <summary>Erasing the personal texts of a subject, on what <see cref="ErasureOf"/> says. One use for each erasure.</summary>
    public const string Erase = "jit:erase";

    /// <summary>Adding a key to the key ring, and sealing with another, on <c>keys</c>. One use for each step.</summary>
    public const string RotateKeys = "jit:rotate-keys";

    /// <summary>
    /// Says on which resource <see cref="Publish"/> is demanded where two people publish: <c>policies/</c>, the name of the set, and its hash. Whoever approves a
    /// grant of that approves this content and no other.
    /// </summary>
    /// <param name="set">The set.</param>
    /// <returns>The resource.</returns>
    public static Resource PublishingOf(JitPolicySet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Resource.Parse($"policies/{set.Name}/{set.Hash}");
    }

    /// <summary>
    /// Says on which resource <see cref="Erase"/> is demanded: <c>subjects/</c> and the SHA-256 of the tenant's id, a line feed, and the subject's issuer and
    /// id, in lower-case hexadecimal.
    /// </summary>
    /// <remarks>
    /// An issuer is no canonical segment, and an id may be an address. A hash is neither; it hides the id from whoever reads a request, not from whoever
    /// guesses it.
    /// </remarks>
    /// <param name="subject">Whose texts are to be erased.</param>
    /// <returns>The resource.</returns>
    public static Resource ErasureOf(Subject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return Resource.Parse("subjects/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{subject.Tenant.Id}\n{subject.Key}"))));
    }
}
