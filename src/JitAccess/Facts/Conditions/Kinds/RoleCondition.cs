using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Holds when the subject has at least one of the roles.</summary>
internal sealed class RoleCondition(ImmutableArray<string> roles) : ValuesCondition(roles)
{
    internal override string Kind => "role";

    internal override Reason Unmet => Reason.NotEligible;

    internal override bool NamesWho => true;

    public override string FactName => FactNames.Role;

    internal override string Describe() => $"the role {ConditionText.OneOf(Values)}";
}
