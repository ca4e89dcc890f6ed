namespace JitAccess.Spec;

/// <summary>A vote that was cast.</summary>
internal sealed class SpecVote
{
    public string Stage { get; set; } = "";

    /// <summary>What the stage demanded when the vote was cast, as text.</summary>
    public string Demands { get; set; } = "";

    public SpecCaller Voter { get; set; } = new();

    public bool Approves { get; set; }

    public long At { get; set; }
}
