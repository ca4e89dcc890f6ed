using JitAccess;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BackOffice.Demo;

/// <summary>An account of the demo.</summary>
internal sealed record DemoAccount(Subject Subject, string? Role)
{
    public static IReadOnlyList<DemoAccount> All { get; } =
    [
        Of("amina", "support", manager: "bo"),
        Of("ravi", "support", manager: "chen"),
        Of("bo", "support-lead"),
        Of("chen", "support-lead"),
        Of("dara", "privacy-officer"),
        Of("olga", "on-call"),
        Of("otto", "on-call"),
        Of("sven", "security"),
        Of("omar", "operator"),
        Of("pia", "policy-owner"),
        Of("pedro", "policy-owner"),
        Of("eve", role: null),
        new(Assistant.Of("amina"), "support"),
    ];

    public string Name => Subject.Id;

    public string DisplayName => Subject.Kind == SubjectKind.Workload ? $"{Name}'s assistant" : Name;

    public string? Manager { get; private init; }

    private static DemoAccount Of(string name, string? role, string? manager = null) =>
        new(Subject.Human(CookieAuthenticationDefaults.AuthenticationScheme, name), role) { Manager = manager };
}
