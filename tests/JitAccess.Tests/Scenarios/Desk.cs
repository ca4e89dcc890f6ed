using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>The back office that the scenarios play in: its people, its policies, and a grant in one line.</summary>
internal static class Desk
{
    public const string Why = "customer charged twice";

    public static JitPolicy Refund { get; } = JitPolicy.Create("refund-order")
        .Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(12))
        .RequiresJustification(minLength: 10)
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Build();

    public static JitPolicy Delete { get; } = JitPolicy.Create("delete-customer")
        .Grants("customers:delete").On("customers/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromMinutes(30))
        .SingleUse()
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
        .Build();

    public static JitPolicy Watch { get; } = JitPolicy.Create("watch-orders")
        .Grants("orders:watch").On("orders")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .AutoApproved()
        .Build();

    public static JitPolicySet Policies { get; } = JitPolicySet.Create("desk", version: 1, Refund, Delete, Watch);

    /// <summary>The set that lets those publish who may.</summary>
    public static JitPolicySet Publishing { get; } = JitPolicySet.Create("publishing", version: 1, Automatic("publish-policies", JitPermissions.Publish, "policies/*"));

    /// <summary>The set that lets those operate who may.</summary>
    public static JitPolicySet Operating { get; } = JitPolicySet.Create(
        "operating",
        version: 1,
        Automatic("adopt-store", JitPermissions.Adopt, "store"),
        Automatic("forget-entries", JitPermissions.Forget, "followers/*"),
        Automatic("erase-texts", JitPermissions.Erase, "subjects/*"),
        Automatic("rotate-keys", JitPermissions.RotateKeys, "keys"));

    public static Task<JitTestHost> StartAsync(Action<JitAccessBuilder>? configure = null, FakeTime? time = null) =>
        JitTestHost.StartAsync(jit => Configure(jit, configure), AddPeople, time);

    public static void Configure(JitAccessBuilder jit, Action<JitAccessBuilder>? more)
    {
        jit.AddPolicies(Policies).AddPolicies(Publishing).Configure(options =>
        {
            options.Administration.MayRevoke = Has.Role("on-call");
            options.Administration.MayPublish = Has.Role("on-call");
            options.Administration.MayOperate = Has.Role("on-call");
        });
        more?.Invoke(jit);
    }

    public static void AddPeople(TestPeople people) => people
        .Person("amina", "support").Person("ravi", "support")
        .Person("bo", "support-lead").Person("chen", "support-lead")
        .Person("olga", "on-call").Person("eve");

    /// <summary>Lets someone who may publish a set, under a grant.</summary>
    public static async Task PublishAsync(JitTestHost host, JitPolicySet set, string by = "olga")
    {
        await host.As(by).RequestAsync("publish-policies", $"policies/{set.Name}", 5);
        await host.Services.GetRequiredService<IJitPolicies>().PublishAsync(host.As(by).Caller, set);
    }

    private static JitPolicy Automatic(string name, string permission, string resource) => JitPolicy.Create(name)
        .Grants(permission).On(resource)
        .Eligible(Has.AnyRole("on-call", "operator"))
        .UpTo(Duration.FromHours(1))
        .AutoApproved()
        .Build();

    /// <summary>Lets someone ask for a refund and a lead approve it.</summary>
    public static async Task<JitRequest> GrantAsync(
        JitTestHost host, string resource, int minutes = 30, string to = "amina", string policy = "refund-order", string by = "bo") =>
        await host.As(by).ApproveAsync(await host.As(to).RequestAsync(policy, resource, minutes, Why));
}
