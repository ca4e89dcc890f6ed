namespace JitAccess.Spec;

/// <summary>A stage as the pinned and the current version of a policy demand it together.</summary>
internal sealed class SpecOpenStage
{
    public string Name { get; set; } = "";

    /// <summary>An approver satisfies all of these.</summary>
    public List<SpecCondition> Approvers { get; set; } = [];

    public int Needs { get; set; }

    public int DeniedBy { get; set; }

    /// <summary>When others may decide too: once both versions have waited long enough. Nothing where one of them never lets anybody.</summary>
    public long? EscalatesAfter { get; set; }

    /// <summary>Whoever may decide then satisfies all of these.</summary>
    public List<SpecCondition> EscalatesTo { get; set; } = [];

    /// <summary>Everything that it demands, as text.</summary>
    public string Demands =>
        $"{Name}: {Needs} of {All(Approvers)}, denied by {DeniedBy}{(EscalatesAfter is null ? "" : $", after {EscalatesAfter} also {All(EscalatesTo)}")}";

    /// <summary>Whether somebody may decide at one time or another.</summary>
    public bool MayEverDecide(SpecWorld world, SpecCaller caller, SpecAim? aim) => Fits(Approvers, world, caller, aim) || MayDecideLate(world, caller, aim);

    public bool MayDecide(SpecWorld world, SpecCaller caller, SpecRequest request) =>
        Fits(Approvers, world, caller, request.Aim) || (request.Escalated.Contains(Demands) && MayDecideLate(world, caller, request.Aim));

    private bool MayDecideLate(SpecWorld world, SpecCaller caller, SpecAim? aim) => EscalatesAfter is not null && Fits(EscalatesTo, world, caller, aim);

    private static bool Fits(List<SpecCondition> conditions, SpecWorld world, SpecCaller caller, SpecAim? aim) =>
        conditions.TrueForAll(condition => condition.Holds(caller.Account, caller.Claims, world.Directory, world.Now, [], aim) == true);

    private static string All(List<SpecCondition> conditions) => string.Join(" and ", conditions.Select(condition => condition.ToString()).Distinct());
}
