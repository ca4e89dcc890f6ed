using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Holds when an attribute of the subject has at least one of the values.</summary>
internal sealed class AttributeCondition(string name, ImmutableArray<string> values) : NamedValuesCondition(name, values)
{
    internal override string Kind => "attribute";

    internal override Reason Unmet => Reason.NotEligible;

    internal override bool NamesWho => true;

    public override string FactName => FactNames.Attribute(Name);

    internal override Whereabouts? WhereToLook(Tenant tenant, Relations relations) =>
        Whereabouts.Of(Values.Select(value => new DirectoryQuery.WithAttribute(tenant, Name, value)));

    internal override Outlook Foresee(ConditionContext context, bool isKnown) => isKnown ? Evaluate(context).Certain : Outlook.Either;

    internal override string Describe() => $"the attribute {Name} to be {ConditionText.OneOf(Values)}";
}
