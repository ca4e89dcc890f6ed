using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Committing;

/// <summary>Reads personal texts by the references that records hold. One that was erased is missing.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PersonalTextReader(RecordReader records)
{
    public async ValueTask<IReadOnlyDictionary<string, string>> ReadAsync(
        Tenant tenant, IEnumerable<string?> references, CancellationToken cancellationToken)
    {
        RecordKey[] keys = [.. references.OfType<string>().Distinct(StringComparer.Ordinal).Select(reference => TextRecord.KeyOf(tenant, reference))];
        if (keys.Length == 0)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        var loaded = await records.LoadAsync(keys, cancellationToken).ConfigureAwait(false);
        return loaded.World.States.OfType<TextRecord>().ToDictionary(text => text.Hash, text => text.Text, StringComparer.Ordinal);
    }

    /// <summary>The references of everything that a request shows.</summary>
    public static IEnumerable<string?> ReferencesOf(RequestRecord request) =>
        [request.Name, request.Justification, .. request.Votes.Select(vote => vote.Comment)];

    /// <summary>The references of what the requester's session presented.</summary>
    public static IEnumerable<string?> FactReferencesOf(RequestRecord request) =>
        request.Presented.Where(fact => fact.IsPersonal).SelectMany(fact => fact.Values);
}
