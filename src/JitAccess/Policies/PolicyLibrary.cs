using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using JitAccess.Committing;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Published policies, read from the store and kept by the hash of their text, which never changes.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PolicyLibrary(RecordReader records, ILogger<PolicyLibrary> logger)
{
    private readonly ConcurrentDictionary<string, JitPolicySet> _byHash = new(StringComparer.Ordinal);

    /// <summary>The policy that is published now under a name, or nothing.</summary>
    public async ValueTask<CurrentPolicy?> FindAsync(CatalogueRecord catalogue, string name, CancellationToken cancellationToken)
    {
        var set = catalogue.Sets.FirstOrDefault(item => item.Policies.Contains(name, StringComparer.Ordinal));
        return set is not null && PolicyIn(await ReadAsync(set.Hash, cancellationToken).ConfigureAwait(false), name) is { } policy
            ? new CurrentPolicy(policy, new PolicyPin(name, set.Name, set.Version, set.Hash))
            : null;
    }

    /// <summary>The guardrails that are published now, and those under which a request was asked: it stays under them, whatever became of their sets.</summary>
    /// <param name="catalogue">What is published now.</param>
    /// <param name="asked">The request; nothing for one that is only being asked.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<Guardrails> GuardrailsAsync(CatalogueRecord catalogue, RequestRecord? asked, CancellationToken cancellationToken)
    {
        ImmutableArray<string> published = [.. catalogue.Sets.Where(item => item.Guards == true).Select(item => item.Hash)];
        var all = new List<JitGuardrail>();
        foreach (var hash in published.Union(asked?.Guards ?? [], StringComparer.Ordinal))
        {
            if (await ReadAsync(hash, cancellationToken).ConfigureAwait(false) is not { } set)
            {
                return new Guardrails([], published, catalogue.Sets.FirstOrDefault(item => string.Equals(item.Hash, hash, StringComparison.Ordinal))?.Name ?? hash);
            }

            all.AddRange(set.Guardrails);
        }

        return published.IsEmpty && all.Count == 0 ? Guardrails.None : new Guardrails([.. all], published);
    }

    /// <summary>A stage of a policy as it was published in a set, by the set's hash.</summary>
    /// <exception cref="StoreUnavailableException">This node cannot read the set.</exception>
    public async ValueTask<ApprovalStage?> StageAsync(string hash, string policy, string stage, CancellationToken cancellationToken) =>
        await ReadAsync(hash, cancellationToken).ConfigureAwait(false) is { } set
            ? PolicyIn(set, policy)?.Stages.FirstOrDefault(one => string.Equals(one.Name, stage, StringComparison.Ordinal))
            : throw new StoreUnavailableException("A policy set that is published cannot be read on this node.") { Reason = Reason.PolicyUnreadable };

    /// <summary>Every policy that is published now, by name.</summary>
    public async ValueTask<IReadOnlyList<CurrentPolicy>> ListAsync(CatalogueRecord catalogue, CancellationToken cancellationToken)
    {
        var policies = new List<CurrentPolicy>();
        foreach (var item in catalogue.Sets)
        {
            var set = await ReadAsync(item.Hash, cancellationToken).ConfigureAwait(false);
            policies.AddRange((set?.Policies ?? []).Select(policy => new CurrentPolicy(policy, new PolicyPin(policy.Name, item.Name, item.Version, item.Hash))));
        }

        return [.. policies.OrderBy(policy => policy.Policy.Name, StringComparer.Ordinal)];
    }

    /// <summary>Every policy set that is published now and can be read, by name.</summary>
    public async ValueTask<IReadOnlyList<JitPolicySet>> ListSetsAsync(CatalogueRecord catalogue, CancellationToken cancellationToken)
    {
        var sets = new List<JitPolicySet>();
        foreach (var item in catalogue.Sets.OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            if (await ReadAsync(item.Hash, cancellationToken).ConfigureAwait(false) is { } set)
            {
                sets.Add(set);
            }
        }

        return sets;
    }

    /// <summary>The policy that was pinned and the one that is published now under its name.</summary>
    public async ValueTask<PolicyPair> PairAsync(CatalogueRecord catalogue, PolicyPin pin, CancellationToken cancellationToken)
    {
        var pinned = PolicyIn(await ReadAsync(pin.SetHash, cancellationToken).ConfigureAwait(false), pin.Name);
        var current = await FindAsync(catalogue, pin.Name, cancellationToken).ConfigureAwait(false);
        return pin.OfExtensions == true ? new PolicyPair(pinned?.OfExtensions, current?.Policy.OfExtensions) : new PolicyPair(pinned, current?.Policy);
    }

    /// <summary>
    /// The same for what must work whatever became of the policies, such as ending a grant: what does not verify or cannot be read is missing.
    /// </summary>
    public async ValueTask<PolicyPair> PairIfReadableAsync(PolicyPin pin, CancellationToken cancellationToken)
    {
        try
        {
            var loaded = await records.LoadAsync([CatalogueRecord.TheKey], cancellationToken).ConfigureAwait(false);
            return await PairAsync(loaded.World.Catalogue, pin, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception) when (exception.Reason == Reason.JournalBroken)
        {
            PolicyLog.Unreadable(logger, pin.SetHash, exception.Message);
            return new PolicyPair(null, null);
        }
    }

    private async ValueTask<JitPolicySet?> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        if (_byHash.TryGetValue(hash, out var known))
        {
            return known;
        }

        var loaded = await records.LoadAsync([PolicySetRecord.KeyOf(hash)], cancellationToken).ConfigureAwait(false);
        if (!loaded.World.TryGet<PolicySetRecord>(PolicySetRecord.KeyOf(hash), out var record))
        {
            PolicyLog.Unreadable(logger, hash, "it is not in the store");
            return null;
        }

        var findings = new List<Finding>();
        var set = PolicyDocument.ReadSet(Encoding.UTF8.GetBytes(record.Text), findings);
        if (set is null || !string.Equals(set.Hash, hash, StringComparison.Ordinal))
        {
            PolicyLog.Unreadable(logger, hash, findings.Count > 0 ? findings[0].Message : "it is written in another form");
            return null;
        }

        return _byHash.GetOrAdd(hash, set);
    }

    private static JitPolicy? PolicyIn(JitPolicySet? set, string name) =>
        set?.Policies.FirstOrDefault(policy => string.Equals(policy.Name, name, StringComparison.Ordinal));
}
