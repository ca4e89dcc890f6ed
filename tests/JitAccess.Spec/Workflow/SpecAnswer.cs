namespace JitAccess.Spec;

/// <summary>What a command leads to: it is accepted, or refused for a reason.</summary>
internal sealed class SpecAnswer
{
    /// <summary>The reasons of which any may decide a refusal, where the rules do not say which comes first; empty when accepted.</summary>
    public List<string> Reasons { get; private init; } = [];

    /// <summary>What the refusal must name, all of it and nothing else besides its reason; empty when the rules leave it open.</summary>
    public List<string> MustName { get; private init; } = [];

    public bool IsAccepted => Reasons.Count == 0;

    public static SpecAnswer Accepted { get; } = new();

    public static SpecAnswer Refused(params IEnumerable<string> reasons) => new() { Reasons = reasons.Distinct().ToList() };

    /// <summary>Refused for one reason, and the findings say what is behind it.</summary>
    public static SpecAnswer RefusedBecause(string reason, List<string> findings) => new() { Reasons = [reason], MustName = findings };

    /// <summary>Refused for several reasons, all of which are found at once.</summary>
    public static SpecAnswer RefusedForAll(List<string> reasons) => new() { Reasons = reasons, MustName = reasons };

    /// <summary>Whether a refusal with a reason and findings is one that this answer allows.</summary>
    public bool Allows(string reason, IReadOnlyCollection<string> findings) =>
        Reasons.Contains(reason)
        && MustName.TrueForAll(findings.Contains)
        && (MustName.Count == 0 || findings.All(finding => MustName.Contains(finding) || Reasons.Contains(finding)));

    public override string ToString() => IsAccepted ? "accepted" : $"refused for {string.Join(" or ", Reasons)} naming [{string.Join(", ", MustName)}]";
}
