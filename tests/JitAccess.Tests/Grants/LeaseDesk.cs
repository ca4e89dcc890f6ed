namespace JitAccess.Tests.Grants;

/// <summary>A desk of leases that finds what a test says.</summary>
internal sealed class LeaseDesk(GrantEndings endings, Func<LiveGrant?> find) : ILeaseDesk
{
    public GrantEndings Endings => endings;

    public LiveGrant? Find(SubjectHandle holder, string permission, string? resource) => find();
}
