using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>The records that one decision reads and its events change.</summary>
/// <remarks>Immutable. A key that is absent stands for a record that does not exist.</remarks>
internal sealed class World
{
    private readonly ImmutableDictionary<RecordKey, IRecordState> _states;

    private World(ImmutableDictionary<RecordKey, IRecordState> states) => _states = states;

    public static World Empty { get; } = new(ImmutableDictionary<RecordKey, IRecordState>.Empty);

    public IEnumerable<IRecordState> States => _states.Values;

    public World With(IRecordState state) => new(_states.SetItem(state.Key, state));

    public World Without(RecordKey key) => new(_states.Remove(key));

    public World Apply(IEnumerable<JitEvent> events) => events.Aggregate(this, (world, happened) => happened.Apply(world));

    public bool TryGet<T>(RecordKey key, [NotNullWhen(true)] out T? state)
        where T : class, IRecordState
    {
        state = _states.GetValueOrDefault(key) as T;
        return state is not null;
    }

    public T Get<T>(RecordKey key)
        where T : class, IRecordState => (T)_states[key];

    public LedgerRecord Ledger(Subject subject) =>
        TryGet<LedgerRecord>(LedgerRecord.KeyOf(subject), out var ledger) ? ledger : LedgerRecord.Of(subject);

    public OwedReviewsRecord OwedReviews(Tenant tenant) =>
        TryGet<OwedReviewsRecord>(OwedReviewsRecord.KeyOf(tenant), out var owed) ? owed : new OwedReviewsRecord(tenant, []);

    public DelegationsRecord Delegations(Tenant tenant) =>
        TryGet<DelegationsRecord>(DelegationsRecord.KeyOf(tenant), out var delegations) ? delegations : new DelegationsRecord(tenant, []);

    public CatalogueRecord Catalogue => TryGet<CatalogueRecord>(CatalogueRecord.TheKey, out var catalogue) ? catalogue : CatalogueRecord.Empty;

    /// <summary>What differs from an earlier world: written states, and the keys of removed ones.</summary>
    public (IReadOnlyList<IRecordState> Written, IReadOnlyList<RecordKey> Removed) ChangesSince(World earlier) =>
        ([.. _states.Values.Where(state => !ReferenceEquals(state, earlier._states.GetValueOrDefault(state.Key)))],
         [.. earlier._states.Keys.Where(key => !_states.ContainsKey(key))]);
}
