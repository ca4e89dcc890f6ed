namespace JitAccess.Spec;

/// <summary>What a voter says.</summary>
internal sealed class SpecBallot
{
    public bool Approves { get; set; }

    public long? Duration { get; set; }

    public List<string>? Permissions { get; set; }

    public string? Resource { get; set; }

    public long? ExpectedVersion { get; set; }

    public bool Narrows => Duration is not null || Permissions is not null || Resource is not null;

    public override string ToString() =>
        $"{(Approves ? "approve" : "deny")} {(Narrows ? $"narrowed to {string.Join("+", Permissions ?? ["all"])} on {Resource ?? "all"} for {Duration / 1000} s" : "")} v{ExpectedVersion}";
}
