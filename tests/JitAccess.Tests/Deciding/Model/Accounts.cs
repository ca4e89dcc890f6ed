using JitAccess.Spec;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>The accounts of which a case takes some: among them look-alikes, second accounts of one human, a workload and another tenant's.</summary>
internal static class Accounts
{
    public static readonly SpecAccount[] All =
    [
        Named("amina", person: "p1"),
        Named("bo", person: "p2"),
        Named("chen", person: "p3"),
        Named("dara"),
        Named("olga"),
        Named("eve"),
        Named("AMINA", "amina"),
        Named("\u0430mina", "amina"), // begins with a Cyrillic letter
        Named("adm-77", person: "p1"),
        Named("bo.second", person: "p2"),
        new() { Id = "purge-job", LooksLike = "purge-job", IsWorkload = true },
        new() { Id = "amina", LooksLike = "amina", Tenant = "acme", Person = "p1" },
    ];

    private static SpecAccount Named(string id, string? looksLike = null, string? person = null) =>
        new() { Id = id, LooksLike = looksLike ?? id, Person = person };
}
