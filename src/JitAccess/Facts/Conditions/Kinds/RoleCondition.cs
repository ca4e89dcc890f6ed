using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Holds when the subject has at least one of the roles.</summary>
internal sealed class RoleCondition(ImmutableArray<string> roles) : ValuesCondition(roles)
{
    internal override string Kind => "role";

    internal override Reason Unmet => Reason.NotEligible;

    internal override bool NamesWho => true;

    public override string FactName => FactNames.Role;

    internal override Whereabouts? WhereToLook(Tenant tenant, Relations relations) =>
        Whereabouts.Of(Values.Select(value => new DirectoryQuery.WithRole(tenant, value)));

    internal override Outlook Foresee(ConditionContext context, bool isKnown) => isKnown ? Evaluate(context).Certain : Outlook.Either;

    internal override string Describe() => $"the role {ConditionText.OneOf(Values)}";
}
