using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Committing;

/// <summary>Reads personal texts by the references that records hold. One that was erased is missing.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PersonalTextReader(RecordReader records)
{
    /// <summary>Reads what a decision rests on.</summary>
    /// <exception cref="StoreUnavailableException">One does not verify (<see cref="Reason.JournalBroken"/>), or the store is away.</exception>
    public ValueTask<IReadOnlyDictionary<string, string>> ReadAsync(
        Tenant tenant, IEnumerable<string?> references, CancellationToken cancellationToken) =>
        ReadAsync(tenant, references, static _ => false, cancellationToken);

    /// <summary>Reads what is shown: a text that does not verify is missing as an erased one is, and hides nothing else.</summary>
    public ValueTask<IReadOnlyDictionary<string, string>> ReadToShowAsync(
        Tenant tenant, IEnumerable<string?> references, CancellationToken cancellationToken) =>
        ReadAsync(tenant, references, static _ => true, cancellationToken);

    /// <summary>The references of everything that a request shows.</summary>
    public static IEnumerable<string?> ReferencesOf(RequestRecord request) =>
        [request.Name, request.Justification, .. request.Votes.Select(vote => vote.Comment)];

    /// <summary>The references of what the requester's session presented.</summary>
    public static IEnumerable<string?> FactReferencesOf(RequestRecord request) =>
        request.Presented.Where(fact => fact.IsPersonal).SelectMany(fact => fact.Values);

    private async ValueTask<IReadOnlyDictionary<string, string>> ReadAsync(
        Tenant tenant, IEnumerable<string?> references, Predicate<RecordKey> canDoWithout, CancellationToken cancellationToken)
    {
        RecordKey[] keys = [.. references.OfType<string>().Distinct(StringComparer.Ordinal).Select(reference => TextRecord.KeyOf(tenant, reference))];
        if (keys.Length == 0)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        var loaded = await records.LoadAsync(keys, canDoWithout, cancellationToken).ConfigureAwait(false);
        return loaded.World.States.OfType<TextRecord>().ToDictionary(text => text.Hash, text => text.Text, StringComparer.Ordinal);
    }
}
