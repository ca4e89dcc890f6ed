namespace BackOffice.Demo;

/// <summary>An account of the demo.</summary>
internal sealed record DemoAccount(string Name, string? Role)
{
    public static IReadOnlyDictionary<string, DemoAccount> All { get; } = new DemoAccount[]
    {
        new("amina", "support"),
        new("ravi", "support"),
        new("bo", "support-lead"),
        new("chen", "support-lead"),
        new("dara", "privacy-officer"),
        new("olga", "on-call"),
        new("otto", "on-call"),
        new("sven", "security"),
        new("omar", "operator"),
        new("eve", Role: null),
    }.ToDictionary(account => account.Name, StringComparer.Ordinal);
}
