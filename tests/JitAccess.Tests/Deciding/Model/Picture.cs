using JitAccess.Spec;
using NodaTime;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>The state of a world as lines of text, the same for the specification's and the library's.</summary>
internal static class Picture
{
    public static string Of(SpecWorld world)
    {
        var lines = new List<string>();
        foreach (var request in world.Requests)
        {
            var state = request.StateAt(world.Now);
            lines.Add(Request(
                request.Id, request.Requester.ToString(), state, Scopes(request.Scopes), request.Duration, request.CreatedAt, request.LapsesAt,
                state is "pending" or "lapsed" ? 0 : request.SettledAt,
                request.Votes.Select(vote => $"{vote.Stage} {vote.Voter} {(vote.Approves ? "approve" : "deny")} {vote.At}"), request.Escalated.Count));
        }

        foreach (var grant in world.Grants)
        {
            lines.Add(Grant(
                grant.Id, grant.Holder.ToString(), grant.StateAt(world.Now), Scopes(grant.Scopes), grant.Start, grant.End, grant.UsesLeft, grant.TakesCommit,
                grant.ApprovedBy.Select(approver => approver.ToString()), grant.Ended is null ? 0 : grant.EndedAt, grant.CutOff,
                grant.BreaksGlass ? grant.Reviewed ?? "owed" : null));
        }

        lines.AddRange(world.OpenDelegations.Select(item => Delegation(item.Id, item.By.ToString(), item.To.ToString(), item.From, item.Until)));

        foreach (var account in world.Requests.Select(request => request.Requester.Account).Concat(world.Delegations.Select(made => made.By)).Distinct())
        {
            lines.Add(Ledger(
                account.ToString(),
                world.Requests.Where(request => request.Requester.Account == account && request.StateAt(world.Now) == "pending").Select(request => request.Id),
                world.Grants.Where(grant => grant.Holder == account && grant.IsOpenAt(world.Now)).Select(grant => grant.Id),
                world.Accepted(account),
                from request in world.Requests
                where request.Requester.Account == account && request.Settled == "denied"
                let until = request.SettledAt + world.Limits.CoolDownAfterDenial
                where world.Now < until
                from scope in request.Scopes
                select $"{request.Pinned.Name} on \"{scope.Resource}\" until {until}"));
        }

        return Join(lines);
    }

    public static string Of(World world, long now, Func<string, string>? rename = null)
    {
        rename ??= id => id;
        var moment = ToCore.Moment(now);
        var lines = new List<string>();
        foreach (var request in world.States.OfType<RequestRecord>())
        {
            var state = request.StateAt(moment);
            lines.Add(Request(
                rename(request.Id), Name(request.Subject, request.ActsFor), state.Name(), Scopes(request.Scopes), (long)request.Duration.TotalMilliseconds,
                request.CreatedAt.ToUnixTimeMilliseconds(), request.Lapses.UnixMilliseconds,
                state is RequestState.Pending or RequestState.Lapsed ? 0 : request.SettledAt!.Value.ToUnixTimeMilliseconds(),
                request.Votes.Select(vote => $"{vote.Stage} {Name(vote.Voter, vote.ActsFor)} {vote.Decision.Name()} {vote.At.ToUnixTimeMilliseconds()}"), request.Escalated?.Length ?? 0));
        }

        foreach (var grant in world.States.OfType<GrantRecord>())
        {
            var state = grant.StateAt(moment);
            lines.Add(Grant(
                rename(grant.Id), Name(grant.Subject), state.Name(), Scopes(grant.Scopes), grant.Start.ToUnixTimeMilliseconds(), grant.End.UnixMilliseconds,
                grant.UsesLeft, grant.TakesCommit, grant.ApprovedBy.Select(approver => Name(approver)),
                state is GrantState.Active or GrantState.Scheduled or GrantState.Claimable or GrantState.Expired ? 0 : grant.EndedAt!.Value.ToUnixTimeMilliseconds(), grant.CutOff?.Name(),
                grant.BreaksGlass == true ? grant.Review?.Outcome.Name() ?? "owed" : null));
        }

        lines.AddRange(world.States.OfType<DelegationsRecord>().SelectMany(record => record.At(moment)).Select(item => Delegation(
            rename(item.Id), Name(item.By), Name(item.To), item.From.ToUnixTimeMilliseconds(), item.Until.UnixMilliseconds)));

        foreach (var ledger in world.States.OfType<LedgerRecord>().Select(ledger => ledger.At(moment)))
        {
            lines.Add(Ledger(
                Name(ledger.Subject),
                ledger.Pending.Select(item => rename(item.Id)),
                ledger.Live.Select(item => rename(item.Id)),
                ledger.Accepted.Length,
                ledger.CoolDowns.Select(item => $"{item.Policy} on \"{item.Resource.Path}\" until {item.Until.UnixMilliseconds}")));
        }

        return Join(lines);
    }

    public static string Name(Subject subject) => subject.Tenant == Tenant.Default ? subject.Id : $"{subject.Id}@{subject.Tenant.Id}";

    private static string Name(Subject subject, IEnumerable<Subject> actsFor) =>
        actsFor.Any() ? $"{Name(subject)} for {string.Join(", ", actsFor.Select(Name))}" : Name(subject);

    private static string Request(
        string id, string requester, string state, string scopes, long duration, long created, long lapses, long settled, IEnumerable<string> votes,
        int escalated) =>
        $"{id} of {requester} {state} {scopes} for {duration} from {created} to {lapses} settled {settled} votes [{string.Join("; ", votes)}] escalated {escalated}";

    private static string Grant(
        string id, string holder, string state, string scopes, long start, long end, int? uses, bool takesCommit, IEnumerable<string> approvers, long ended,
        string? cutOff, string? review) =>
        $"{id} of {holder} {state} {scopes} from {start} to {end} uses {uses} {takesCommit} approved by [{string.Join(", ", approvers.Order(StringComparer.Ordinal))}] ended {ended} cut off {cutOff} review {review}";

    private static string Delegation(string id, string by, string to, long from, long until) => $"{id}: {to} for {by} from {from} until {until}";

    private static string Ledger(string name, IEnumerable<string> pending, IEnumerable<string> live, int accepted, IEnumerable<string> cooling) =>
        $"ledger of {name}: pending [{Set(pending)}] live [{Set(live)}] accepted {accepted} cooling [{Set(cooling)}]";

    private static string Scopes(IEnumerable<SpecScope> scopes) => Set(scopes.Select(scope => scope.ToString()));

    private static string Scopes(IEnumerable<Scope> scopes) => Set(scopes.Select(scope => $"{scope.Permission.Name} on \"{scope.Resource.Path}\""));

    private static string Set(IEnumerable<string> items) => string.Join(", ", items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Join(List<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
