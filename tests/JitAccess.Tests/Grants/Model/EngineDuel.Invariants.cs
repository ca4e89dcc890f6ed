using System.Text.Json;
using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Spec;
using JitAccess.Stores;
using JitAccess.Tests.Deciding.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JitAccess.Tests.Grants.Model;

// What holds of every history, whatever the specification says of its steps.
internal sealed partial class EngineDuel
{
    private static readonly string[] RequestEnds = ["request-approved", "request-denied", "request-withdrawn", "request-lapsed"];
    private static readonly string[] GrantEnds = ["grant-used-up", "grant-released", "grant-revoked", "grant-expired"];

    /// <summary>Judges the journal and the records that the history left, and then lets time run on.</summary>
    public async Task DemandInvariantsAsync()
    {
        DemandJournal(await Engine.ReadJournalAsync());
        DemandApprovals(await ReadAsync());
        await DemandRestartAsync();

        Advance((long)Duration.FromDays(400).TotalMilliseconds);
        await Engine.SynchroniseAsync();
        DemandChecks(_accounts);
        await Engine.KeepHouseAsync();
        var world = await ReadAsync();
        Demand(0, world.States.OfType<RequestRecord>().Count(request => request.State == RequestState.Pending), "requests that are still pending");
        Demand(0, world.States.OfType<GrantRecord>().Count(grant => !grant.IsTerminal), "grants that still live");
        Demand(0, world.States.OfType<LedgerRecord>().Select(ledger => ledger.At(ToCore.Moment(World.Now))).Sum(ledger => ledger.Pending.Length + ledger.Live.Length + ledger.Accepted.Length + ledger.CoolDowns.Length + (ledger.Spent?.Length ?? 0)), "what still counts");
        DemandJournal(await Engine.ReadJournalAsync());
    }

    // One chain, every entry authentic, at most one end of everything, and effects that add up to the live grants.
    private void DemandJournal(IReadOnlyList<StoredEntry> entries)
    {
        var ends = new List<string>();
        var born = new List<string>();
        var live = new Dictionary<string, Deadline>(StringComparer.Ordinal);
        ReadOnlyMemory<byte> previous = JournalHead.NoHash;
        var (position, time) = (0L, Instant.MinValue);
        foreach (var entry in entries)
        {
            Demand(++position, entry.Position, "the position of an entry");
            Demand(true, Engine.Verifies(entry), $"entry {position} is authentic");
            Demand(Convert.ToHexStringLower(previous.Span), EntryReader.ReadPrevious(entry), $"what entry {position} follows");
            Demand(true, entry.Time >= time, $"entry {position} is not earlier than the one before");
            (previous, time) = (entry.Hash, entry.Time);

            using var document = JsonDocument.Parse(entry.Bytes);
            var (kind, data) = (document.RootElement.GetProperty("kind").GetString()!, document.RootElement.GetProperty("data"));
            if (RequestEnds.Contains(kind, StringComparer.Ordinal))
            {
                ends.Add(data.GetProperty("request").GetString()!);
            }
            else if (GrantEnds.Contains(kind, StringComparer.Ordinal))
            {
                ends.Add(data.GetProperty("grant").GetString()!);
            }
            else if (kind == "grant-activated")
            {
                born.Add(data.GetProperty("grant").GetProperty("id").GetString()!);
                Demand(true, ends.Contains(data.GetProperty("grant").GetProperty("requestId").GetString()!, StringComparer.Ordinal), "an activation follows an approval");
            }

            foreach (var effect in EntryReader.ReadEffects(entry))
            {
                Fold(effect, live);
            }
        }

        Demand(ends.Count, ends.Distinct(StringComparer.Ordinal).Count(), "ends of one thing");
        Demand(born.Count, born.Distinct(StringComparer.Ordinal).Count(), "activations of one grant");
        var lives = live.Where(pair => !pair.Value.HasPassed(World.Now) && !_publishing.Contains(pair.Key)).Select(pair => _names[pair.Key]);
        var expected = World.Grants.Where(grant => grant.AdmitsAt(World.Now)).Select(grant => grant.Id);
        Demand(string.Join(' ', expected.Order(StringComparer.Ordinal)), string.Join(' ', lives.Order(StringComparer.Ordinal)), "what the effects add up to");
    }

    // A mass revocation says both that the subject ended and which grants did.
    private void Fold(Effect effect, Dictionary<string, Deadline> live)
    {
        switch (effect)
        {
            case GrantLive born:
                Demand(true, live.TryAdd(born.Grant, born.End) || !born.AtFirstUse, "what has begun waits no more");
                live[born.Grant] = born.End;
                break;
            case GrantEnded ended:
                live.Remove(ended.Grant);
                break;
        }
    }

    // Every grant rests on a full quorum of distinct humans, none of them the requester, or on a policy that approves by itself.
    private void DemandApprovals(World world)
    {
        foreach (var grant in world.States.OfType<GrantRecord>())
        {
            var request = world.Get<RequestRecord>(RequestRecord.KeyOf(grant.Subject.Tenant, grant.RequestId));
            var asked = World.Request(_names[request.Id])!;
            var pinned = asked.Extends is null ? asked.Pinned : asked.Pinned.OfExtensions!;
            var from = request.Extends is { } extended ? world.Get<GrantRecord>(GrantRecord.KeyOf(grant.Subject.Tenant, extended)).End.At : grant.Start;
            var name = _names[grant.Id];
            Demand(request.State, RequestState.Approved, $"the state of the request of {name}");
            var neverRan = World.Grant(name)!.Waits is not null;
            Demand(true, neverRan || grant.End.At - grant.Lineage <= Duration.FromMilliseconds(pinned.MaxDuration), $"{name} is no longer than its policy allows");
            Demand(true, neverRan || grant.End.At - from <= request.Duration, $"{name} is no longer than what was asked");
            Demand(true, grant.Scopes.All(scope => pinned.Scopes.Exists(offered => ToCore.Scope(offered).Covers(scope))), $"{name} stays within its policy");
            Demand(pinned.ApprovesAtOnce, grant.ApprovedBy.IsEmpty, $"{name} has no approver where its policy approves by itself, and only there");
            foreach (var (approver, index) in grant.ApprovedBy.Select((approver, index) => (approver, index)))
            {
                Demand(false, SameHuman.Is(approver, grant.Subject), $"an approver of {name} is its holder");
                Demand(false, grant.ApprovedBy.Skip(index + 1).Any(other => SameHuman.Is(approver, other)), $"two approvers of {name} are one");
            }

            foreach (var stage in pinned.Stages)
            {
                var quorum = request.Votes.Where(vote => vote.Stage == stage.Name && vote.Decision == VoteDecision.Approve && grant.ApprovedBy.Contains(vote.Voter))
                    .Select(vote => vote.Voter).Distinct().Count();
                Demand(true, quorum >= stage.Needs, $"stage {stage.Name} of {name} has its quorum");
            }
        }
    }

    // A node that starts now reads a snapshot and allows exactly the same.
    private async Task DemandRestartAsync()
    {
        var (store, freshness) = (Engine.Get<IGrantStore>(), new NodeFreshness(Engine.Time.Clock, Duration.FromSeconds(5)));
        var endings = new GrantEndings(Engine.Time.Clock, freshness, NullLogger<GrantEndings>.Instance);
        var table = new GrantTable(endings);
        var options = Options.Create(new JitAccessOptions());
        var reader = new NodeReader(store, Engine.Get<Authenticator>(), Engine.Time.Clock, options);
        using var follower = new NodeFollower(reader, table, endings, freshness, Engine.Get<NodeMemory>(), Engine.Time.Clock, options, NullLogger<NodeFollower>.Instance);
        var checker = new GrantChecker(freshness);
        var handles = _accounts.ToDictionary(account => account, account => table.Resolve(ToCore.Subject(account)));
        Demand("not-synchronised", checker.Check(handles[_accounts[0]], "orders:read", "orders/1").Reason!.Value.Code, "the answer before the first snapshot");

        await follower.SynchroniseAsync(default);
        foreach (var (account, permission, place) in from account in _accounts from permission in PolicyMaker.Permissions from place in Places select (account, permission, place))
        {
            var expected = World.Check(account, permission, place)[0];
            var actual = checker.Check(handles[account], permission, place).Reason?.Code ?? "allowed";
            var agrees = expected is "allowed" or "needs-commit" or "out-of-scope" ? actual == expected : actual is "no-grant" or "out-of-scope" or "expired";
            Demand(true, agrees, $"after a restart {account} {permission} on \"{place}\" is {actual} and was {expected}");
        }
    }

    private Task<World> ReadAsync() =>
        Engine.ReadAsync(_accounts.Select(account => ToCore.Subject(account).Tenant).Distinct(), _accounts.Select(ToCore.Subject));
}
