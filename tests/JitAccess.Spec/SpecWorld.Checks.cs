namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    private const long EndsAreToldFor = 5 * 60_000;
    private const int EndsAreToldOf = 8;

    /// <summary>
    /// Whether an account holds a live grant for a permission on a concrete resource, now: every live grant counts, whatever became of the others.
    /// </summary>
    /// <returns><c>allowed</c>, <c>needs-commit</c>, or the reasons of which a denial names one.</returns>
    public List<string> Check(SpecAccount account, string permission, string resource)
    {
        var asked = new SpecScope(permission, resource);
        var own = Grants.FindAll(grant => grant.Holder == account && !grant.IsScheduled && grant.Waits != "claim" && !grant.NeverBegan); // nobody has used what never began
        if (own.Count == 0)
        {
            return ["no-grant"];
        }

        var covering = own.FindAll(grant => grant.Scopes.Exists(scope => scope.Covers(asked)));
        var live = covering.FindAll(grant => grant.AdmitsAt(Now));
        if (live.Exists(grant => !grant.TakesCommit && grant.Waits is null))
        {
            return ["allowed"];
        }

        if (live.Count > 0)
        {
            return ["needs-commit"];
        }

        // An end is told for five minutes, of eight grants of a subject. Of several, any may be told.
        var ended = own.FindAll(grant => !grant.AdmitsAt(Now) && Now < EndOf(grant) + EndsAreToldFor);
        var told = ended.FindAll(covering.Contains).ConvertAll(grant => grant.StateAt(Now));
        var otherwise = own.Exists(grant => grant.AdmitsAt(Now)) ? "out-of-scope" : "no-grant";
        List<string> answers = told.Count == 0 ? [otherwise] : ended.Count > EndsAreToldOf ? [.. told, otherwise] : told;

        // A last use is told for longer where somebody works under it still, or did until it was cut off.
        return covering.Exists(grant => !grant.AdmitsAt(Now) && (grant.CarriesOnAt(Now) || (grant.CutOff is not null && Now < grant.CutOffAt + EndsAreToldFor)))
            ? [.. answers, "used-up"]
            : answers;
    }

    /// <summary>The live grants under which an operation may be admitted: those that need no commit first; then the others, also those that begin with it.</summary>
    public List<SpecGrant> Admitting(SpecAccount account, string permission, string resource)
    {
        var asked = new SpecScope(permission, resource);
        var live = Grants.FindAll(grant => grant.Holder == account && grant.AdmitsAt(Now) && grant.Scopes.Exists(scope => scope.Covers(asked)));
        return live.Exists(grant => !grant.TakesCommit && grant.Waits is null) ? live.FindAll(grant => !grant.TakesCommit && grant.Waits is null) : live;
    }

    private static long EndOf(SpecGrant grant) => grant.Ended is null ? grant.End : Math.Min(grant.End, grant.EndedAt);
}
