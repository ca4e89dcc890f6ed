using System.Collections.Immutable;
using JitAccess.Committing;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

/// <inheritdoc cref="IJitRequests"/>
internal sealed partial class RequestService(
    CommandShell shell,
    RecordReader records,
    PolicyLibrary policies,
    PartyGatherer parties,
    PersonalTextReader texts,
    RequestViewer viewer,
    RightsJudge rights,
    ApproverFinder approvers,
    VoterGatherer voters,
    GrantStarter starter,
    ApprovalLinks links,
    IGrantStore store) : IJitRequests
{
    /// <inheritdoc/>
    public async ValueTask<JitRequest> SubmitAsync(
        Caller caller, JitAsk ask, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default)
    {
        Check(caller, ask);
        return await SubmitAsync(
            caller,
            new Asked(ask.Policy, ask.Ticket, ask),
            idempotency,
            (look, command) => Decider.Submit(look.World, command, look.Context),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<JitRequest> ExtendAsync(
        Caller caller, string grantId, JitExtension extension, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(extension);
        Demand(findings =>
        {
            ProseText.Check(extension.Justification, "justification", findings);
            AskText.CheckDuration(extension.Duration, "duration", findings);
        });

        var seen = await FindGrantAsync(caller, grantId, cancellationToken).ConfigureAwait(false);
        var first = await CommandShell.AskAsync(() => records.LoadAsync([RequestRecord.KeyOf(seen.Subject.Tenant, seen.RequestId)], cancellationToken)).ConfigureAwait(false);
        var ticket = first.World.TryGet<RequestRecord>(RequestRecord.KeyOf(seen.Subject.Tenant, seen.RequestId), out var asked) ? asked.Ticket : null;
        var pair = await policies.PairIfReadableAsync(seen.Policy, cancellationToken).ConfigureAwait(false);
        return await SubmitAsync(
            caller,
            new Asked(seen.Policy.Name, ticket, Ask: null) { Extends = seen },
            idempotency,
            (look, command) =>
            {
                var submit = command with
                {
                    Duration = extension.Duration,
                    Justification = extension.Justification,
                    Extends = look.World.Get<GrantRecord>(seen.Key),
                };
                return Decider.Extend(look.World, new ExtendCommand(submit, pair, rights.Judge(command.Requester, look.Context)), look.Context);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<JitRequest> VoteAsync(
        Caller caller, string id, JitVote vote, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(vote);
        Demand(findings =>
        {
            ProseText.Check(vote.Comment, "comment", findings);
            AskText.CheckDuration(vote.NarrowToDuration, "narrowTo.duration", findings);
            AskText.CheckPermissions(vote.NarrowToPermissions, "narrowTo.permissions", findings);
        });

        var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        var shown = new Shown();
        var committed = await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(seen.Key, shown.StagesOf))
            {
                Idempotency = idempotency,
                FindKeys = CommandPlan.Reads([
                    seen.Key, GrantRecord.KeyOf(seen.Subject.Tenant, seen.GrantId), LedgerRecord.KeyOf(seen.Subject), CatalogueRecord.TheKey,
                    DelegationsRecord.KeyOf(seen.Subject.Tenant), .. GenerationRecord.AllOf(seen.Subject, seen.ActsFor, seen.Policy.Name), .. seen.Extends is { } extended ? [GrantRecord.KeyOf(seen.Subject.Tenant, extended)] : Array.Empty<RecordKey>(),
                ]),
                Decide = async (look, token) =>
                {
                    var request = look.World.Get<RequestRecord>(seen.Key);
                    var presented = await texts.ReadAsync(seen.Subject.Tenant, PersonalTextReader.FactReferencesOf(request), token).ConfigureAwait(false);
                    var pair = await policies.PairAsync(look.Catalogue, request.Policy, token).ConfigureAwait(false);
                    var voter = await voters.GatherAsync(caller, request, pair, look, token).ConfigureAwait(false);
                    var command = new VoteCommand
                    {
                        Voter = voter,
                        Requester = await parties.GatherAsync(request, presented, look.Now, token).ConfigureAwait(false),
                        Request = request,
                        Version = look.Loaded.VersionOf(seen.Key),
                        Policies = pair,
                        Decision = vote.Decision,
                        Comment = vote.Comment,
                        Narrowing = vote.Narrowing,
                        ExpectedVersion = vote.ExpectedVersion,
                        Link = vote.Link is { } link ? new PresentedLink(links.Read(link, caller.Subject, seen.Id)) : null,
                        MayAudit = rights.Judge(voter, look.Context).MayAudit,
                    };
                    var context = look.Context with
                    {
                        Guardrails = await policies.GuardrailsAsync(look.Catalogue, request, token).ConfigureAwait(false),
                        People = await parties.LookUpPeople().GatherAsync(PeopleIn(request, voter), token).ConfigureAwait(false),
                    };
                    shown.By(command.Policies, context);
                    return Decider.Vote(look.World, command, context);
                },
            },
            cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(committed, seen.Key, shown).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<JitRequest> WithdrawAsync(
        Caller caller, string id, IdempotencyKey? idempotency = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var seen = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        var shown = new Shown();
        var committed = await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(seen.Key, shown.StagesOf))
            {
                Idempotency = idempotency,
                FindKeys = CommandPlan.Reads([seen.Key, LedgerRecord.KeyOf(seen.Subject), CatalogueRecord.TheKey, DelegationsRecord.KeyOf(seen.Subject.Tenant)]),
                Decide = async (look, token) =>
                {
                    var request = look.World.Get<RequestRecord>(seen.Key);
                    var pair = await policies.PairAsync(look.Catalogue, request.Policy, token).ConfigureAwait(false);
                    var party = await voters.GatherAsync(caller, request, pair, look, token).ConfigureAwait(false);
                    shown.By(pair, look.Context);
                    return Decider.Withdraw(new WithdrawCommand(party, request, pair, rights.Judge(party, look.Context).MayAudit), look.Context);
                },
            },
            cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(committed, seen.Key, shown).ConfigureAwait(false);
    }

    private async ValueTask<GrantRecord> FindGrantAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (OpaqueId.IsWellFormed(id))
        {
            var key = GrantRecord.KeyOf(caller.Subject.Tenant, id);
            var look = await shell.LookAsync(caller, [key], cancellationToken).ConfigureAwait(false);
            if (look.World.TryGet<GrantRecord>(key, out var grant))
            {
                return grant;
            }
        }

        throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
    }

    private static IEnumerable<Subject> PeopleIn(RequestRecord request, Party voter) =>
        [voter.Subject, .. voter.ActsFor, .. voter.StandsInFor.Select(away => away.Subject), .. request.People];

    private static void Demand(Action<List<Finding>> check)
    {
        var findings = new List<Finding>();
        check(findings);
        if (findings.Count > 0)
        {
            throw new JitRejectedException(Explanation.Of(findings));
        }
    }

    private async ValueTask<JitRequest> AnswerAsync(Committed committed, RecordKey key, Shown shown, bool isWritten = true)
    {
        var (request, version, now, stages) = committed.Attempt.Replayed is { Request: { } replayed } memory
            ? (replayed, memory.Version, memory.At, memory.Stages ?? [])
            : Fresh(committed.World.Get<RequestRecord>(key));
        try
        {
            return await viewer.ShowAsync(request, version, stages, now, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            return RequestViewer.ShowBare(request, version, stages, now); // done is done: what cannot be read now is left out
        }

        (RequestRecord, long, Instant, ImmutableArray<ShownStage>) Fresh(RequestRecord record) =>
            (record, committed.Attempt.Loaded.VersionOf(key) + (isWritten ? 1 : 0), committed.Attempt.Loaded.Now, shown.StagesOf(record));
    }

    // What an answer shows the stages by: what the last attempt was decided on.
    private sealed class Shown
    {
        private (PolicyPair Policies, DecisionContext Context)? _by;

        public void By(PolicyPair policies, DecisionContext context) => _by = (policies, context);

        public ImmutableArray<ShownStage> StagesOf(RequestRecord request) =>
            _by is var (policies, context) ? RequestViewer.StagesOf(request, policies, context.People, context.Now) : [];
    }
}
