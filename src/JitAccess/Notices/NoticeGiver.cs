using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Writes down what is told on time: that a stage waits, that others may decide it too, that a grant ends soon. Followers tell people.</summary>
/// <remarks>Several nodes may do it at once: one of them is first. Thread-safe.</remarks>
internal sealed class NoticeGiver(
    RecordReader records, Committer committer, PolicyLibrary policies, PartyGatherer parties, ConditionRegistry conditions, JitLimits limits)
{
    /// <summary>Tells that a stage waits.</summary>
    /// <exception cref="JitRejectedException">Another was first, or it cannot be told yet which stage waits.</exception>
    public Task NotifyAsync(RequestRecord seen, CancellationToken cancellationToken) => committer.RunAsync(
        async token =>
        {
            var loaded = await records.LoadAsync([seen.Key, CatalogueRecord.TheKey], token).ConfigureAwait(false);
            var request = loaded.World.Get<RequestRecord>(seen.Key);
            var pair = await policies.PairAsync(loaded.World.Catalogue, request.Policy, token).ConfigureAwait(false);
            var context = new DecisionContext
            {
                Now = loaded.Now,
                Limits = limits,
                Texts = new PersonalTexts(request.Subject, []),
                Conditions = conditions,
                People = await parties.LookUpPeople().GatherAsync(request.People, token).ConfigureAwait(false),
            };
            return new Attempt(loaded, Decider.Notify(new NoticeCommand(request, pair), context), Actor.Housekeeping);
        },
        cancellationToken).AsTask();

    /// <summary>Warns that a grant ends soon.</summary>
    /// <exception cref="JitRejectedException">Another was first, or the grant has ended.</exception>
    public Task WarnAsync(RecordKey grant, CancellationToken cancellationToken) => committer.RunAsync(
        async token =>
        {
            var loaded = await records.LoadAsync([grant], token).ConfigureAwait(false);
            return new Attempt(loaded, Decider.Warn(loaded.World.Get<GrantRecord>(grant), loaded.Now), Actor.Housekeeping);
        },
        cancellationToken).AsTask();
}
