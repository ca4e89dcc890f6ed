namespace JitAccess;

/// <summary>All that could be learnt about a subject for one decision.</summary>
/// <param name="Facts">The facts, and the sources that failed.</param>
/// <param name="Entry">The directory's entry; <see langword="null"/> when it does not know the subject, failed, or there is no directory.</param>
internal sealed record GatheredFacts(FactSet Facts, DirectoryEntry? Entry)
{
    /// <summary>Whether the directory knows the subject, so that its word stands instead of the claims'.</summary>
    public bool KnownToDirectory => Entry is not null;

    /// <summary>The finding that refuses a group as a subject; <see langword="null"/> for everyone else.</summary>
    public Finding? GroupRefusal => Entry is not { IsGroup: true } ? null
        : new Finding(Reason.SubjectIsGroup, $"The subject \"{SafeText.Show(Entry.Subject.Id)}\" is a group; a grant belongs to one human or one workload.")
        {
            Value = SafeText.Show(Entry.Subject.Id),
            Limit = "one human or one workload",
            Fix = "Let a member of the group ask.",
        };
}
