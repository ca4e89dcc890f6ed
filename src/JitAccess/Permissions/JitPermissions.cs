namespace JitAccess;

/// <summary>
/// The permissions that JitAccess itself demands of people who administer it: a right from <see cref="JitAdministration"/> says who may, and a live
/// grant, which a policy gives like any other, says that it is time to.
/// </summary>
public static class JitPermissions
{
    /// <summary>
    /// Publishing a policy set, on <c>policies/{name of the set}</c>. One use of the grant is taken for each set that is published.
    /// </summary>
    public const string Publish = "jit:publish";

    /// <summary>Forgetting an entry that a follower has set aside, on <c>followers/{name of the follower}</c>. One use for each entry.</summary>
    public const string Forget = "jit:forget";

    /// <summary>Adopting a restored store, on <c>store</c>.</summary>
    public const string Adopt = "jit:adopt";
}
