namespace JitAccess.Spec;

/// <summary>Whoever issues a command.</summary>
internal sealed class SpecCaller
{
    public SpecAccount Account { get; set; } = new();

    /// <summary>For whom the account acts, or who sponsors it.</summary>
    public List<SpecAccount> ActsFor { get; set; } = [];

    public List<SpecClaim> Claims { get; set; } = [];

    /// <summary>Everyone who counts as one with the caller when duties are separated.</summary>
    public List<SpecAccount> Chain => [Account, .. ActsFor];

    public override string ToString() => ActsFor.Count == 0 ? Account.ToString() : $"{Account} for {string.Join(", ", ActsFor)}";
}
