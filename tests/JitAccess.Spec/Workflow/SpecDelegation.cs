namespace JitAccess.Spec;

/// <summary>That somebody stands in for another.</summary>
internal sealed class SpecDelegation
{
    public string Id { get; set; } = "";

    public SpecAccount By { get; set; } = new();

    public SpecAccount To { get; set; } = new();

    public long MadeAt { get; set; }

    public long From { get; set; }

    public long Until { get; set; }

    /// <summary>The policies that it is for; nothing means all.</summary>
    public List<string>? Policies { get; set; }

    /// <summary>When it was ended before its time.</summary>
    public bool IsEnded { get; set; }

    public override string ToString() => $"{Id}: {To} for {By} from {From} until {Until} on {(Policies is null ? "all" : string.Join("+", Policies))}";
}
