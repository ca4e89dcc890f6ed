using System.Text.Json;

namespace JitAccess;

/// <summary>Holds for exactly one subject: tenant, issuer and id compared ordinally.</summary>
internal sealed class SubjectCondition(string tenant, string issuer, string id) : Condition
{
    /// <summary>Gets the subject; as a human, for the kind is not part of who it is.</summary>
    public Subject Named => Subject.Restore(Tenant.Restore(tenant), issuer, id, SubjectKind.Human);

    internal override string Kind => "subject";

    internal override Reason Unmet => Reason.NotEligible;

    internal override bool NamesWho => true;

    internal override ConditionOutcome Evaluate(ConditionContext context) =>
        string.Equals(context.Subject.Id, id, StringComparison.Ordinal)
        && string.Equals(context.Subject.Issuer, issuer, StringComparison.Ordinal)
        && string.Equals(context.Subject.Tenant.Id, tenant, StringComparison.Ordinal)
            ? ConditionOutcome.Satisfied
            : ConditionOutcome.NotSatisfied(Combining.Unmet(this));

    internal override Whereabouts? WhereToLook(Tenant ofWhom, Relations relations) =>
        Whereabouts.Of(Named);

    internal override Outlook Foresee(ConditionContext context, bool isKnown) => Evaluate(context).Certain;

    internal override string Describe() => $"the subject {SafeText.Show(id)} of {SafeText.Show(issuer)}";

    internal override void Check(string path, ICollection<Finding> findings)
    {
        ConditionText.CheckText(issuer, path + ".issuer", Subject.MaxIssuerLength, findings);
        ConditionText.CheckText(id, path + ".id", Subject.MaxIdLength, findings);
        ConditionText.CheckText(tenant, path + ".tenant", Tenant.MaxLength, findings);
    }

    internal override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (!string.Equals(tenant, Tenant.Default.Id, StringComparison.Ordinal))
        {
            writer.WriteString("tenant", tenant);
        }

        writer.WriteString("issuer", issuer);
        writer.WriteString("id", id);
        writer.WriteEndObject();
    }
}
