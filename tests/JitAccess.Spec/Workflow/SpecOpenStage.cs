namespace JitAccess.Spec;

/// <summary>A stage as the pinned and the current version of a policy demand it together.</summary>
internal sealed class SpecOpenStage
{
    public string Name { get; set; } = "";

    /// <summary>An approver satisfies all of these.</summary>
    public List<SpecCondition> Approvers { get; set; } = [];

    public int Needs { get; set; }

    public int DeniedBy { get; set; }

    /// <summary>Everything that it demands, as text.</summary>
    public string Demands => $"{Needs} of {string.Join(" and ", Approvers.Select(approvers => approvers.ToString()).Distinct())}, denied by {DeniedBy}";

    public bool MayDecide(SpecWorld world, SpecCaller caller) =>
        Approvers.TrueForAll(approvers => approvers.Holds(caller.Account, caller.Claims, world.Directory, world.Now, []) == true);
}
