using JitAccess.Committing;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess;

// What asking, asking for more time and asking what would happen have in common.
internal sealed partial class RequestService
{
    private async ValueTask<JitRequest> SubmitAsync(
        Caller caller, Asked asked, IdempotencyKey? idempotency, Func<Look, SubmitCommand, Decision> decide, CancellationToken cancellationToken)
    {
        var made = new Made(OpaqueId.New(), OpaqueId.New());
        var (key, shown) = (RequestRecord.KeyOf(caller.Subject.Tenant, made.RequestId), new Shown());
        var committed = await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(key, shown.StagesOf))
            {
                Idempotency = idempotency,
                FindKeys = CommandPlan.Reads(KeysOf(caller, asked, made)),
                Decide = async (look, token) =>
                {
                    var weighed = await WeighAsync(caller, asked, made, look, decide, token).ConfigureAwait(false);
                    shown.By(new PolicyPair(weighed.Policy, weighed.Policy), look.Context);
                    return weighed.Decision;
                },
            },
            cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(committed, key, shown).ConfigureAwait(false);
    }

    // Gathers what is known of the requester and of those who could approve, and decides.
    private async ValueTask<Weighed> WeighAsync(
        Caller caller, Asked asked, Made made, Look look, Func<Look, SubmitCommand, Decision> decide, CancellationToken cancellationToken)
    {
        var current = await policies.FindAsync(look.Catalogue, asked.Policy, cancellationToken).ConfigureAwait(false);
        var policy = asked.Extends is null ? current?.Policy : current?.Policy.OfExtensions;
        var command = new SubmitCommand
        {
            Requester = await parties.GatherAsync(caller, asked.Policy, asked.Ticket, look.Now, cancellationToken).ConfigureAwait(false),
            Policy = current,
            PolicyName = asked.Policy,
            Duration = Duration.Zero,
            Ticket = asked.Ticket,
            RequestId = made.RequestId,
            GrantId = made.GrantId,
        };
        command = asked.Ask is { } ask ? Complete(command, ask) : command;
        var (who, people) = await approvers.FindAsync(
            command, policy, asked.Extends?.Scopes, look.World.Ledger(caller.Subject), look.Context, cancellationToken).ConfigureAwait(false);
        command = command with { Approvers = who };
        if (policy?.BreakGlass is not null)
        {
            people = await parties.LookUpPeople().GatherAsync(WhoOwes(look, caller), cancellationToken).ConfigureAwait(false);
            command = command with { Published = [.. await policies.ListAsync(look.Catalogue, cancellationToken).ConfigureAwait(false)] };
        }

        var context = look.Context with
        {
            Guardrails = await policies.GuardrailsAsync(look.Catalogue, asked: null, cancellationToken).ConfigureAwait(false),
            People = people,
        };
        return new Weighed(decide(look with { Context = context }, command), command, policy, people);
    }

    // Nobody has to be looked up where nothing is owed.
    private static IEnumerable<Subject> WhoOwes(Look look, Caller caller)
    {
        var owed = look.World.OwedReviews(caller.Subject.Tenant);
        return owed.Owed.IsEmpty ? [] : [caller.Subject, .. caller.ActsFor, .. owed.People];
    }

    private static void Check(Caller caller, JitAsk ask)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(ask);
        Demand(findings => AskText.Check(ask, findings));
    }

    private static SubmitCommand Complete(SubmitCommand command, JitAsk ask) => command with
    {
        Permissions = ask.Permissions,
        Resource = ask.Resource,
        Duration = ask.Duration,
        StartAt = ask.StartAt?.CeilToMillisecond(),
        Justification = ask.Justification,
    };

    private static List<RecordKey> KeysOf(Caller caller, Asked asked, Made made)
    {
        var subject = caller.Subject;
        List<RecordKey> keys =
        [
            RequestRecord.KeyOf(subject.Tenant, made.RequestId), GrantRecord.KeyOf(subject.Tenant, made.GrantId), LedgerRecord.KeyOf(subject), CatalogueRecord.TheKey,
            OwedReviewsRecord.KeyOf(subject.Tenant), .. GenerationRecord.AllOf(subject, caller.ActsFor, asked.Policy),
        ];
        if (asked.Extends is { } extended)
        {
            keys.Add(extended.Key);
        }

        return keys;
    }

    // What is asked under, and for: something new, or more time of a grant.
    private sealed record Asked(string Policy, string? Ticket, JitAsk? Ask)
    {
        public GrantRecord? Extends { get; init; }
    }

    // The ids that are made up for it.
    private sealed record Made(string RequestId, string GrantId);

    // What was decided, and on what.
    private sealed record Weighed(Decision Decision, SubmitCommand Command, JitPolicy? Policy, People People);
}
