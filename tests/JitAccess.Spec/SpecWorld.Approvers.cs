namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>Whether it is found out, before a request is decided on, who could approve it.</summary>
    public bool TellsApprovers { get; set; }

    /// <summary>
    /// Whether the stages of which it can be told who could approve them can all be met, by any way to seat humans: each on one stage, no two of them
    /// the same human, and none of them the requester.
    /// </summary>
    private bool CanBeMet(SpecCaller requester, SpecPolicy policy)
    {
        var seats = policy.Stages
            .FindAll(stage => TellsApprovers && !Directory.Fails && CanBeTold(stage.Deciders))
            .SelectMany(stage => Enumerable.Repeat(stage, stage.Needs))
            .ToList();
        return CanBeSeated(seats, requester, []);
    }

    private bool CanBeSeated(List<SpecStage> seats, SpecCaller requester, List<SpecAccount> seated)
    {
        if (seated.Count == seats.Count)
        {
            return true;
        }

        return CouldApprove(seats[seated.Count], requester).Exists(account =>
            !seated.Exists(other => Directory.SameHuman(account, other)) && CanBeSeated(seats, requester, [.. seated, account]));
    }

    // Everybody whom the directory lists, and whom the condition names.
    private List<SpecAccount> CouldApprove(SpecStage stage, SpecCaller requester) => Directory.Entries.Keys
        .Concat(Named(stage.Deciders))
        .Distinct()
        .Where(account => account.Tenant == requester.Account.Tenant
            && Directory.WhyNot(account) is null
            && !Directory.SameHuman([account], requester.Chain)
            && May(stage.Deciders, account, holds: true))
        .ToList();

    /// <summary>Whether a condition says where to look: by a role or an attribute, where the directory lists, or by name.</summary>
    private bool CanBeTold(SpecCondition condition) => condition.Kind switch
    {
        "role" or "attribute" => Directory.Lists,
        "subject" => true,
        "all" => condition.Children.Exists(CanBeTold),
        "any" => condition.Children.TrueForAll(CanBeTold),
        _ => false,
    };

    private List<SpecAccount> Named(SpecCondition condition) =>
        !CanBeTold(condition) ? [] : condition.Kind == "subject" ? [condition.Account!] : condition.Children.SelectMany(Named).ToList();

    /// <summary>Whether a condition may come to hold, or not to hold. Of whom the directory does not know, the session tells roles and attributes.</summary>
    private bool May(SpecCondition condition, SpecAccount account, bool holds) => condition.Kind switch
    {
        "hours" => true,
        "role" or "attribute" when !Directory.Knows(account) => true,
        "not" => May(condition.Children[0], account, !holds),
        "all" or "any" => condition.Kind == "all" == holds
            ? condition.Children.TrueForAll(child => May(child, account, holds))
            : condition.Children.Exists(child => May(child, account, holds)),
        _ => condition.Holds(account, [], Directory, Now, []) == holds,
    };
}
