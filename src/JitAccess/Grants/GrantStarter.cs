using System.Security.Cryptography;
using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Begins grants that were approved before: scheduled ones whose start has come, and those that wait for their first use, with what is known of the holder then.</summary>
/// <remarks>Several nodes may do it at once: one of them is first. Thread-safe.</remarks>
internal sealed class GrantStarter(
    RecordReader records, Committer committer, PolicyLibrary policies, PartyGatherer parties, PersonalTextReader texts, ConditionRegistry conditions, JitLimits limits)
{
    /// <summary>Begins a scheduled one, or revokes it when it must not begin.</summary>
    /// <exception cref="JitRejectedException">Another was first, or what must be known cannot be told yet.</exception>
    public Task StartAsync(GrantRecord grant, CancellationToken cancellationToken) =>
        RunAsync(grant.Key, grant.Subject, grant, Actor.Housekeeping, Decider.Start, cancellationToken);

    /// <summary>Begins one whose first use this is.</summary>
    /// <exception cref="JitRejectedException">Another was first, or it must not begin; then it waits on.</exception>
    public async Task BeginAsync(LiveGrant live, Subject subject, Scope scope, CancellationToken cancellationToken)
    {
        var key = GrantRecord.KeyOf(subject.Tenant, live.Id);
        var first = await records.LoadAsync([key], cancellationToken).ConfigureAwait(false);
        if (!first.World.TryGet<GrantRecord>(key, out var grant))
        {
            throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
        }

        await RunAsync(
            key, subject, grant, Actor.HolderOf(grant), (command, context) => Decider.FirstUse(command, subject, scope, context), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What has to be read to begin a grant.</summary>
    public static RecordKey[] KeysOf(GrantRecord grant) =>
    [
        grant.Key, RequestRecord.KeyOf(grant.Subject.Tenant, grant.RequestId), LedgerRecord.KeyOf(grant.Subject), CatalogueRecord.TheKey,
        .. GenerationRecord.AllOf(grant.Subject, grant.ActsFor, grant.Policy.Name),
    ];

    /// <summary>Gathers what a grant begins with.</summary>
    public async ValueTask<(StartCommand Command, DecisionContext Context)> GatherAsync(
        Loaded loaded, RequestRecord request, GrantRecord current, DecisionContext context, CancellationToken cancellationToken)
    {
        var presented = await texts.ReadAsync(current.Subject.Tenant, PersonalTextReader.FactReferencesOf(request), cancellationToken).ConfigureAwait(false);
        var command = new StartCommand
        {
            Grant = current,
            Request = request,
            Requester = await parties.GatherAsync(request, presented, loaded.Now, cancellationToken).ConfigureAwait(false),
            Policies = await policies.PairAsync(loaded.World.Catalogue, request.Policy, cancellationToken).ConfigureAwait(false),
            Ledger = loaded.World.Ledger(current.Subject),
            IsPublished = loaded.World.Catalogue.Sets.Any(set => set.Policies.Contains(request.Policy.Name, StringComparer.Ordinal)),

            // One that waits is written when it is approved, and then no more until it begins.
            IsEndedByAnother = loaded.PositionOf(current.Key) < loaded.PositionOf(EpochRecord.TheKey)
                || loaded.World.States.OfType<GenerationRecord>().Any(generation =>
                    loaded.PositionOf(generation.Key) >= loaded.PositionOf(current.Key) && generation.Ends(current)), // within one millisecond the journal tells what came first
        };
        return (command, context with
        {
            Guardrails = await policies.GuardrailsAsync(loaded.World.Catalogue, request, cancellationToken).ConfigureAwait(false),
            People = await parties.LookUpPeople().GatherAsync(request.People, cancellationToken).ConfigureAwait(false),
        });
    }

    private async Task RunAsync(
        RecordKey key, Subject holder, GrantRecord seen, Actor actor, Func<StartCommand, DecisionContext, Decision> decide, CancellationToken cancellationToken)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        await committer.RunAsync(
            async token =>
            {
                var loaded = await records.LoadAsync(KeysOf(seen), token).ConfigureAwait(false);
                if (!loaded.World.TryGet<RequestRecord>(RequestRecord.KeyOf(seen.Subject.Tenant, seen.RequestId), out var request))
                {
                    throw new StoreUnavailableException("The request of a grant that waits is gone: it was removed outside JitAccess.") { Reason = Reason.JournalBroken };
                }

                var blank = new DecisionContext { Now = loaded.Now, Limits = limits, Texts = new PersonalTexts(holder, seed), Conditions = conditions };
                var (command, context) = await GatherAsync(loaded, request, loaded.World.Get<GrantRecord>(key), blank, token).ConfigureAwait(false);
                return new Attempt(loaded, decide(command, context), actor) { Texts = [.. context.Texts.Sealed] };
            },
            cancellationToken).ConfigureAwait(false);
    }
}
