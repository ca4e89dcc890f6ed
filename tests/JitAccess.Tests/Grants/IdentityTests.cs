using JitAccess.Testing;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>Access compares identifiers ordinally, everywhere: a grant serves exactly the subject, permission and resource that it names.</summary>
public sealed class IdentityTests
{
    private static readonly JitPolicySet Policies = JitPolicySet.Create(
        "desk",
        1,
        JitPolicy.Create("refund").Grants("orders:refund").On("orders/*").Eligible(Everyone.SignedIn | Has.Role("support")).UpTo(Duration.FromHours(1))
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("lead"))).Build());

    [Theory]
    [InlineData("Amina")]
    [InlineData("AMINA")]
    [InlineData("\u0430mina")]
    [InlineData("\uFF41mina")]
    [InlineData("amina\u00AD")]
    [InlineData("amina ")]
    public async Task P31_AccountThatLooksLikeTheHolder_HoldsNothing(string name)
    {
        await using var host = await StartAsync();
        var request = await GrantAsync(host);
        Subject other;
        try
        {
            other = Subject.Human(TestPeople.Issuer, name);
        }
        catch (JitRejectedException refused)
        {
            Assert.Equal(Reason.SubjectNotCanonical, refused.Reason); // refused, never folded
            return;
        }

        host.Should(other).Deny("orders:refund", "orders/ab", Reason.NoGrant);
        var seen = await Assert.ThrowsAsync<JitRejectedException>(() => host.As(new Caller(other)).ReadAsync(request));
        var used = await Assert.ThrowsAsync<JitRejectedException>(() => host.As(new Caller(other)).UseAsync("orders:refund", "orders/ab"));

        Assert.Equal((Reason.NotFound, Reason.NoGrant), (seen.Reason, used.Reason));
    }

    [Theory]
    [InlineData("orders:refund", "orders/AB")]
    [InlineData("orders:refund", "Orders/ab")]
    [InlineData("Orders:refund", "orders/ab")]
    [InlineData("orders:Refund", "orders/ab")]
    [InlineData("orders:refund ", "orders/ab")]
    public async Task P31_PermissionOrResourceInAnotherSpelling_IsDenied(string permission, string resource)
    {
        await using var host = await StartAsync();
        await GrantAsync(host);

        host.Should("amina").Allow("orders:refund", "orders/ab").And.Deny(permission, resource, Reason.OutOfScope);
    }

    [Theory]
    [InlineData("orders/a\u0308")]
    [InlineData("orders/ab/")]
    [InlineData("/orders/ab")]
    [InlineData("orders//ab")]
    [InlineData("orders/../orders/ab")]
    [InlineData("orders/*")]
    [InlineData("orders/\u0430b")]
    public async Task P31_ResourceThatIsNotCanonical_IsDeniedAndSaysSo(string resource)
    {
        await using var host = await StartAsync();
        await GrantAsync(host);

        host.Should("amina").Deny("orders:refund", resource, Reason.ResourceNotCanonical);
        var used = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").UseAsync("orders:refund", resource));
        Assert.Equal(Reason.ResourceNotCanonical, used.Reason);
    }

    [Fact]
    public async Task P31_IssuerOrTenantInAnotherSpelling_HoldsNothing()
    {
        await using var host = await StartAsync();
        await GrantAsync(host);

        host.Should(Subject.Human(TestPeople.Issuer.ToUpperInvariant(), "amina")).Deny("orders:refund", "orders/ab", Reason.NoGrant);
        host.Should(Subject.Human(TestPeople.Issuer, "amina", Tenant.Of("Default"))).Deny("orders:refund", "orders/ab", Reason.NoGrant);
    }

    [Fact]
    public async Task P31_RoleInAnotherSpelling_IsAnotherRole()
    {
        await using var host = await StartAsync();
        var request = await host.As("amina").RequestAsync("refund", "orders/ab", 30);

        host.People.SetRoles("bo", "Lead", "LEAD", "l\u0435ad");
        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("bo").ApproveAsync(request));

        Assert.Equal(Reason.NotFound, refused.Reason);
    }

    private static Task<JitTestHost> StartAsync() =>
        JitTestHost.StartAsync(Policies, people => people.Person("amina", "support").Person("bo", "lead"));

    private static async Task<JitRequest> GrantAsync(JitTestHost host) =>
        await host.As("bo").ApproveAsync(await host.As("amina").RequestAsync("refund", "orders/ab", 30));
}
