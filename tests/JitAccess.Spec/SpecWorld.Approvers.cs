namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>Whether it is found out, before a request is decided on, who could approve it.</summary>
    public bool TellsApprovers { get; set; }

    /// <summary>
    /// Whether the stages of which it can be told who could approve them can all be met, by any way to seat humans: each on one stage, no two of them
    /// the same human, and none of them the requester.
    /// </summary>
    private bool CanBeMet(SpecCaller requester, SpecPolicy policy, SpecAim aim)
    {
        var seats = policy.Stages
            .FindAll(stage => TellsApprovers && !Directory.Fails && CanBeTold(stage.Deciders, aim))
            .SelectMany(stage => Enumerable.Repeat(stage, stage.Needs))
            .ToList();
        return CanBeSeated(seats, requester, aim, []);
    }

    private bool CanBeSeated(List<SpecStage> seats, SpecCaller requester, SpecAim aim, List<SpecAccount> seated)
    {
        if (seated.Count == seats.Count)
        {
            return true;
        }

        return CouldApprove(seats[seated.Count], requester, aim).Exists(account =>
            !seated.Exists(other => Directory.SameHuman(account, other)) && CanBeSeated(seats, requester, aim, [.. seated, account]));
    }

    // Everybody whom the directory lists, and whom the condition names, without saying whether it is a human: then the directory alone knows.
    private List<SpecAccount> CouldApprove(SpecStage stage, SpecCaller requester, SpecAim aim) => Directory.Entries.Keys
        .Concat(Named(stage.Deciders, aim))
        .Distinct()
        .Where(account => !(account.IsWorkload && Directory.Knows(account)) && account.Tenant == requester.Account.Tenant
            && Directory.WhyNot(account) is null
            && !Directory.SameHuman([account], requester.Chain)
            && May(stage.Deciders, account, aim, holds: true))
        .ToList();

    /// <summary>Whether a condition says where to look: by a role or an attribute, where the directory lists, by name, or by a relation that is known.</summary>
    private bool CanBeTold(SpecCondition condition, SpecAim aim) => condition.Kind switch
    {
        "role" or "attribute" => Directory.Lists,
        "subject" => true,
        "relation" => Directory.Related(condition.Name, aim) is not null,
        "all" => condition.Children.Exists(child => CanBeTold(child, aim)),
        "any" => condition.Children.TrueForAll(child => CanBeTold(child, aim)),
        _ => false,
    };

    private List<SpecAccount> Named(SpecCondition condition, SpecAim aim) => !CanBeTold(condition, aim) ? [] : condition.Kind switch
    {
        "subject" => [condition.Account!],
        "relation" => Directory.Related(condition.Name, aim)!,
        _ => condition.Children.SelectMany(child => Named(child, aim)).ToList(),
    };

    /// <summary>Whether a condition may come to hold, or not to hold. Of whom the directory does not know, the session tells roles and attributes.</summary>
    private bool May(SpecCondition condition, SpecAccount account, SpecAim aim, bool holds) => condition.Kind switch
    {
        "hours" => true,
        "role" or "attribute" when !Directory.Knows(account) => true,
        "relation" when Directory.Related(condition.Name, aim) is null => true,
        "not" => May(condition.Children[0], account, aim, !holds),
        "all" or "any" => condition.Kind == "all" == holds
            ? condition.Children.TrueForAll(child => May(child, account, aim, holds))
            : condition.Children.Exists(child => May(child, account, aim, holds)),
        _ => condition.Holds(account, [], Directory, Now, [], aim) == holds,
    };
}
