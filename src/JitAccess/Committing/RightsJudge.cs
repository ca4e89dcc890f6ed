namespace JitAccess.Committing;

/// <summary>Judges what a party may do by right of the application's administration rules (decision rule 11).</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RightsJudge(JitAdministration administration)
{
    public Rights Judge(Party party, DecisionContext context)
    {
        return new Rights(
            Holds(administration.MayAudit), Holds(administration.MayRevoke), Holds(administration.MayPublish), Holds(administration.MayOperate));

        bool Holds(Condition? condition) =>
            condition is not null && party.Refusal is null && condition.Evaluate(context.Judge(party)).IsSatisfied;
    }
}
