namespace JitAccess.Spec;

/// <summary>A grant.</summary>
internal sealed class SpecGrant
{
    public string Id { get; set; } = "";

    public SpecRequest Request { get; set; } = new();

    public List<SpecScope> Scopes { get; set; } = [];

    public long Start { get; set; }

    public long End { get; set; }

    public int? UsesLeft { get; set; }

    public bool RecordsUse { get; set; }

    public List<SpecAccount> ApprovedBy { get; set; } = [];

    /// <summary><c>released revoked used-up</c>, once something other than time ended it.</summary>
    public string? Ended { get; set; }

    public long EndedAt { get; set; }

    public SpecAccount Holder => Request.Requester.Account;

    public bool TakesCommit => UsesLeft is not null || RecordsUse;

    public string StateAt(long now) => Ended ?? (now >= End ? "expired" : "active");

    public bool LivesAt(long now) => StateAt(now) == "active";
}
