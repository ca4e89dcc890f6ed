using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Someone who takes part in a decision, with everything that was gathered about them.</summary>
internal sealed record Party(Subject Subject)
{
    /// <summary>For whom the subject acts, or who sponsors it.</summary>
    public ImmutableArray<Subject> ActsFor { get; init; } = [];

    /// <summary>What was gathered about those by whom the subject is bound; whoever is not among them counts as one of whom nothing can be told.</summary>
    public ImmutableArray<Party> Principals { get; init; } = [];

    /// <summary>What is known.</summary>
    public FactSet Facts { get; init; } = FactSet.Empty;

    /// <summary>What the session presented itself, which a request keeps.</summary>
    public FactSet Presented { get; init; } = FactSet.Empty;

    /// <summary>Whether a directory's answer stands instead of the claims.</summary>
    public bool IsKnownToDirectory { get; init; }

    /// <summary>Those for whom the subject stands in on what is decided, each with everything that was gathered about them.</summary>
    public ImmutableArray<Party> StandsInFor { get; init; } = [];

    /// <summary>The subject, and those for whom it stands in; but nobody who must not act, and nobody for one who must not.</summary>
    public IEnumerable<Party> Voices => Refusal is not null ? [] : StandsInFor.Where(away => away.Refusal is null).Prepend(this);

    /// <summary>Whether there is a human in it: the subject, or somebody for whom it acts. No workload decides alone.</summary>
    public bool HasHuman => ActsFor.Prepend(Subject).Any(static one => one.Kind == SubjectKind.Human);

    /// <summary>Why this subject must not act: the directory says that it is a group, or an account that may not be used.</summary>
    public Finding? Refusal { get; init; }

    /// <summary>The name for documents.</summary>
    public string? DisplayName { get; init; }
}
