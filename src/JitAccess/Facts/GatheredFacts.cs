namespace JitAccess;

/// <summary>All that could be learnt about a subject for one decision.</summary>
/// <param name="Facts">The facts, and the sources that failed.</param>
/// <param name="Entry">The directory's entry; <see langword="null"/> when it does not know the subject, failed, or there is no directory.</param>
internal sealed record GatheredFacts(FactSet Facts, DirectoryEntry? Entry)
{
    /// <summary>Whether the directory knows the subject, so that its word stands instead of the claims'.</summary>
    public bool KnownToDirectory => Entry is not null;

    /// <summary>The finding that refuses a subject that must not act: a group, or an account that may not be used.</summary>
    public Finding? Refusal => Entry switch
    {
        { IsGroup: true } => new Finding(
            Reason.SubjectIsGroup, $"The subject \"{SafeText.Show(Entry.Subject.Id)}\" is a group; a grant belongs to one human or one workload.")
        {
            Value = SafeText.Show(Entry.Subject.Id),
            Limit = "one human or one workload",
            Fix = "Let a member of the group ask.",
        },
        { IsActive: false } => new Finding(
            Reason.SubjectInactive, $"The account of the subject \"{SafeText.Show(Entry.Subject.Id)}\" may not be used, says the directory.")
        {
            Value = SafeText.Show(Entry.Subject.Id),
            Limit = "an active account",
            Fix = "Let the directory's owner activate the account, or let somebody else ask.",
        },
        _ => null,
    };
}
