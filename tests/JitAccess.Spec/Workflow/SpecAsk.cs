namespace JitAccess.Spec;

/// <summary>What a caller asks for; what is not named is taken whole.</summary>
internal sealed class SpecAsk
{
    public string Policy { get; set; } = "";

    public List<string>? Permissions { get; set; }

    public string? Resource { get; set; }

    public long Duration { get; set; }

    /// <summary>When access is to begin; with its approval when nothing is said.</summary>
    public long? StartAt { get; set; }

    public string? Justification { get; set; }

    public string? Ticket { get; set; }

    public override string ToString() =>
        $"ask {Policy} {string.Join("+", Permissions ?? ["all"])} on {Resource ?? "all"} for {Duration / 1000} s from {StartAt} because \"{Justification}\" ticket \"{Ticket}\"";
}
