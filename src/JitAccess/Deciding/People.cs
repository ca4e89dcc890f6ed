using System.Collections.Immutable;

namespace JitAccess;

/// <summary>The human behind each account that takes part in a decision, as far as the directory tells.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class People(ImmutableDictionary<Subject, string> personIds, bool isIncomplete = false)
{
    /// <summary>Whether the directory failed for anyone, so that two accounts of one human may not be known as such.</summary>
    public bool IsIncomplete { get; } = isIncomplete;

    public static People Unknown { get; } = new(ImmutableDictionary<Subject, string>.Empty);

    /// <summary>The same with what the directory listed of others.</summary>
    public People With(IEnumerable<DirectoryEntry> entries) => new(
        personIds.SetItems(entries.Where(entry => entry.PersonId is not null).Select(entry => KeyValuePair.Create(entry.Subject, entry.PersonId!))), IsIncomplete);

    /// <summary>Says whether anyone of one chain counts as one human with anyone of the other.</summary>
    public bool Overlap(Subject one, ImmutableArray<Subject> chainOfOne, Subject other, ImmutableArray<Subject> chainOfOther) =>
        SameHuman.AnyIn(Identify(one, chainOfOne), Identify(other, chainOfOther));

    private Identity[] Identify(Subject subject, ImmutableArray<Subject> chain) =>
        [.. chain.Add(subject).Select(account => new Identity(account, personIds.GetValueOrDefault(account)))];
}
