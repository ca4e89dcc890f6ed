namespace JitAccess.Spec;

/// <summary>Whoever issues a command.</summary>
internal sealed class SpecCaller
{
    public SpecAccount Account { get; set; } = new();

    /// <summary>For whom the account acts, or who sponsors it.</summary>
    public List<SpecAccount> ActsFor { get; set; } = [];

    public List<SpecClaim> Claims { get; set; } = [];

    /// <summary>Whether the directory knew the account when it asked: its word stands ever after, and claims of role and attributes do not come back.</summary>
    public bool IsOfDirectory { get; set; }

    /// <summary>The claims that count where the directory says nothing.</summary>
    public List<SpecClaim> Believed =>
        IsOfDirectory ? Claims.FindAll(claim => claim.Name != "role" && !claim.Name.StartsWith("attribute:", StringComparison.Ordinal)) : Claims;

    /// <summary>Everyone who counts as one with the caller when duties are separated.</summary>
    public List<SpecAccount> Chain => [Account, .. ActsFor];

    /// <summary>Whether there is a human in the chain: no workload decides alone.</summary>
    public bool HasHuman => Chain.Exists(account => !account.IsWorkload);

    /// <summary>
    /// Those whose lack of anything is the caller's: everyone for whom it acts, but for the workloads through which a human works. Nothing was presented for them.
    /// </summary>
    public List<SpecCaller> Bounds =>
        ActsFor.FindAll(other => other != Account && (Account.IsWorkload || !other.IsWorkload)).ConvertAll(other => new SpecCaller { Account = other });

    public override string ToString() => ActsFor.Count == 0 ? Account.ToString() : $"{Account} for {string.Join(", ", ActsFor)}";
}
