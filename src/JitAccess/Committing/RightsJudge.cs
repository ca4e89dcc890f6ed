namespace JitAccess.Committing;

/// <summary>Judges what a party may do by right of the application's administration rules (decision rule 11).</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RightsJudge(JitAdministration administration)
{
    public Rights Judge(Party party, DecisionContext context)
    {
        // INVARIANT: what concerns every tenant is no tenant's own to do (decision rule 10).
        var isForAll = party.Subject.Tenant == administration.OperatedBy;
        return new Rights(
            HoldForAll(administration.MayAudit),
            Holds(administration.MayRevoke), // what ends access waits for nobody's directory entry but one
            isForAll && HoldForAll(administration.MayPublish),
            isForAll && HoldForAll(administration.MayOperate));

        // INVARIANT: whoever acts for somebody has no right that they have not.
        bool HoldForAll(Condition? condition) => Holds(condition) && new Bounds(party, ticket: null, context).Satisfy(condition!);

        bool Holds(Condition? condition) =>
            condition is not null && party.Refusal is null && condition.Evaluate(context.Judge(party)).IsSatisfied;
    }
}
