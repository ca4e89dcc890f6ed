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
}
