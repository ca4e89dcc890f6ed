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
    AdministrationShell administration,
    ConditionRegistry conditions,
    PolicyReplayer replayer,
    JitAdministration rules,
    SecondPerson second,
    ILogger<PolicyPublisher> logger) : IJitPolicies
{
    /// <inheritdoc/>
    public async ValueTask PublishAsync(Caller caller, JitPolicySet set, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(set);
        await administration.RunAsync(
            caller,
            new AdministrationDemand(static rights => rights.MayPublish, MayNotPublish(), JitPermissions.Publish, $"policies/{set.Name}")
            {
                Take = rules.TwoPersonPublishing ? token => CommandShell.AskAsync(() => second.TakeAsync(caller, set, token)) : null,
            },
            [CatalogueRecord.TheKey, PolicySetRecord.KeyOf(set.Hash)],
            look =>
            {
                CustomConditions.Demand(set, conditions);
                return Decider.Publish(look.World, set, replacesSameVersion: false, look.Now);
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

    /// <inheritdoc/>
    public ValueTask<PolicyReplay> ReplayAsync(Caller caller, JitPolicySet set, JitPageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(page);
        return replayer.ReplayAsync(caller, set, page, cancellationToken);
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

    private static Finding MayNotPublish() => new(Reason.MayNotPublish, "You may not publish policies.")
    {
        Fix = "Ask an operator; who may publish is part of the application's administration rules.",
    };
}
