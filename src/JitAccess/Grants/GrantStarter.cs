using System.Security.Cryptography;
using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Begins scheduled grants whose start has come, with what is known of the holder then.</summary>
/// <remarks>Several nodes may do it at once: one of them is first. Thread-safe.</remarks>
internal sealed class GrantStarter(
    RecordReader records, Committer committer, PolicyLibrary policies, PartyGatherer parties, PersonalTextReader texts, ConditionRegistry conditions, JitLimits limits)
{
    /// <summary>Begins one, or revokes it when it must not begin.</summary>
    /// <exception cref="JitRejectedException">Another was first, or what must be known cannot be told yet.</exception>
    public async Task StartAsync(GrantRecord grant, CancellationToken cancellationToken)
    {
        var (key, seed) = (RequestRecord.KeyOf(grant.Subject.Tenant, grant.RequestId), RandomNumberGenerator.GetBytes(32));
        await committer.RunAsync(
            async token =>
            {
                var loaded = await records.LoadAsync(
                    [grant.Key, key, LedgerRecord.KeyOf(grant.Subject), CatalogueRecord.TheKey, .. GenerationRecord.AllOf(grant.Subject, grant.Policy.Name)], token).ConfigureAwait(false);
                var current = loaded.World.Get<GrantRecord>(grant.Key);
                if (!loaded.World.TryGet<RequestRecord>(key, out var request))
                {
                    throw new StoreUnavailableException("The request of a scheduled grant is gone: it was removed outside JitAccess.") { Reason = Reason.JournalBroken };
                }

                var presented = await texts.ReadAsync(grant.Subject.Tenant, PersonalTextReader.FactReferencesOf(request), token).ConfigureAwait(false);
                var context = new DecisionContext
                {
                    Now = loaded.Now,
                    Limits = limits,
                    Texts = new PersonalTexts(grant.Subject, seed),
                    Conditions = conditions,
                    Guardrails = await policies.GuardrailsAsync(loaded.World.Catalogue, request, token).ConfigureAwait(false),
                    People = await parties.LookUpPeople().GatherAsync(request.People, token).ConfigureAwait(false),
                };
                var command = new StartCommand
                {
                    Grant = current,
                    Request = request,
                    Requester = await parties.GatherAsync(request, presented, loaded.Now, token).ConfigureAwait(false),
                    Policies = await policies.PairAsync(loaded.World.Catalogue, request.Policy, token).ConfigureAwait(false),
                    Ledger = loaded.World.Ledger(grant.Subject),
                    IsPublished = loaded.World.Catalogue.Sets.Any(set => set.Policies.Contains(request.Policy.Name, StringComparer.Ordinal)),

                    // A scheduled grant is written when it is approved, and then no more until it begins.
                    IsEndedByAnother = loaded.PositionOf(grant.Key) < loaded.PositionOf(EpochRecord.TheKey)
                        || loaded.World.States.OfType<GenerationRecord>().Any(generation =>
                            loaded.PositionOf(generation.Key) >= loaded.PositionOf(grant.Key) && generation.Ends(current)), // within one millisecond the journal tells what came first
                };
                var decision = Decider.Start(command, context);
                return new Attempt(loaded, decision, Actor.Housekeeping) { Texts = [.. context.Texts.Sealed] };
            },
            cancellationToken).ConfigureAwait(false);
    }
}
