namespace JitAccess;

/// <summary>What a subject is. There is no group: a grant belongs to one human or one workload.</summary>
public enum SubjectKind
{
    /// <summary>One person.</summary>
    Human = 0,

    /// <summary>One service, job or agent.</summary>
    Workload,
}
