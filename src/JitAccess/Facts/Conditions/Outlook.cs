namespace JitAccess;

/// <summary>What a condition may come to say of somebody about whom only the directory has been asked. The harmless default: nothing that counts.</summary>
[Flags]
internal enum Outlook
{
    /// <summary>It lacks what only the directory could have told, so it stays unknown, negated too.</summary>
    None = 0,

    /// <summary>It may hold.</summary>
    Satisfied = 1,

    /// <summary>It may be known not to hold.</summary>
    NotSatisfied = 2,

    /// <summary>Session, fact sources, the moment or the application's own code decide.</summary>
    Either = Satisfied | NotSatisfied,
}
