using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Publishes policy sets: those that a host brings, and those that a person publishes.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PolicyPublisher(
    RecordReader records,
    Committer committer,
    PolicyLibrary library,
    PartyGatherer parties,
    CommandShell shell,
    RightsJudge rights,
    IJitAccess access,
    ConditionRegistry conditions,
    ILogger<PolicyPublisher> logger) : IJitPolicies
{
    /// <inheritdoc/>
    public async ValueTask PublishAsync(Caller caller, JitPolicySet set, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(set);
        var use = new DemandedUse(access, caller.Subject, JitPermissions.Publish, $"policies/{set.Name}");
        await using var ended = use.ConfigureAwait(false);
        await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(CatalogueRecord.TheKey))
            {
                FindKeys = CommandPlan.Reads([CatalogueRecord.TheKey, PolicySetRecord.KeyOf(set.Hash)]),
                Decide = async (look, token) =>
                {
                    var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, token).ConfigureAwait(false);
                    if (!rights.Judge(party, look.Context).MayPublish)
                    {
                        return Decision.Reject(new Finding(Reason.MayNotPublish, "You may not publish policies.")
                        {
                            Fix = "Ask an operator; who may publish is part of the application's administration rules.",
                        });
                    }

                    CustomConditions.Demand(set, conditions);
                    var decision = Decider.Publish(look.World, set, replacesSameVersion: false, look.Now);
                    if (!decision.IsRejected)
                    {
                        await use.TakeAsync(token).ConfigureAwait(false); // last, so that a set that is refused costs no use
                    }

                    return decision;
                },
            },
            cancellationToken).ConfigureAwait(false);
        PolicyLog.Published(logger, set.Name, set.Version, set.Hash);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JitPolicySet>> ListAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var loaded = await records.LoadAsync([CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
            return await library.ListSetsAsync(loaded.World.Catalogue, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw CommandShell.Unavailable(exception);
        }
    }

    /// <summary>Publishes what a host brings where it is new or newer; an older version is ignored.</summary>
    /// <exception cref="JitRejectedException">A version is published with another content, or a policy name is taken.</exception>
    public async Task PublishAsync(string host, IEnumerable<JitPolicySet> sets, bool replacesSameVersion, CancellationToken cancellationToken)
    {
        foreach (var set in sets)
        {
            try
            {
                await committer.RunAsync(
                    async token =>
                    {
                        var loaded = await records.LoadAsync([CatalogueRecord.TheKey, PolicySetRecord.KeyOf(set.Hash)], token).ConfigureAwait(false);
                        return new Attempt(loaded, Decider.Publish(loaded.World, set, replacesSameVersion, loaded.Now), Actor.OfHost(host));
                    },
                    cancellationToken).ConfigureAwait(false);
                PolicyLog.Published(logger, set.Name, set.Version, set.Hash);
            }
            catch (JitRejectedException rejected) when (rejected.Reason == Reason.PolicySetOutdated)
            {
                PolicyLog.Ignored(logger, set.Name, set.Version);
            }
        }
    }
}
