namespace JitAccess.Tests.Grants.Linearizability;

/// <summary>What somebody did to a table, or asked of it, and what came of it.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Grant">Of which grant; of none for the clock, the end of everything, and a check.</param>
/// <param name="Allowed">What a check answered.</param>
/// <param name="Began">A number that is higher than that of whatever had returned before it began.</param>
/// <param name="Returned">A number that is lower than that of whatever began after it returned.</param>
internal readonly record struct TableOperation(OperationKind Kind, int Grant, bool Allowed, long Began, long Returned)
{
    public override string ToString() => $"[{Began}, {Returned}] {Kind} {Grant}{(Kind == OperationKind.Check ? Allowed ? " allowed" : " denied" : "")}";
}

/// <summary>What can be done to a table.</summary>
internal enum OperationKind
{
    /// <summary>A grant begins.</summary>
    Begin,

    /// <summary>A grant ends.</summary>
    End,

    /// <summary>All grants of the subject end.</summary>
    EndAll,

    /// <summary>The clock goes on, by as much as the first grant lasts.</summary>
    Tick,

    /// <summary>Somebody asks whether any grant covers.</summary>
    Check,
}
