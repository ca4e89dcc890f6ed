using System.Collections.Immutable;

namespace JitAccess.Tests.Grants.Linearizability;

/// <summary>The table as one would write it down: what has become of each grant, and how often the clock has gone on. Grant n lasts n + 1 ticks.</summary>
internal sealed record TableModel(ImmutableArray<GrantFate> Fates, int Ticks)
{
    /// <summary>A table that has heard of no grant.</summary>
    public static TableModel Empty(int grants) => new([.. Enumerable.Repeat(GrantFate.Unknown, grants)], 0);

    /// <summary>A text that is equal for equal models.</summary>
    public string Key => $"{Ticks}:{string.Concat(Fates.Select(fate => (int)fate))}";

    /// <summary>The table after an operation; <see langword="null"/> when the operation could not have had this outcome.</summary>
    public TableModel? After(TableOperation operation) => operation.Kind switch
    {
        OperationKind.Begin => Fates[operation.Grant] == GrantFate.Unknown ? With(operation.Grant, GrantFate.Begun) : this,
        OperationKind.End => With(operation.Grant, GrantFate.Ended), // one that comes after its end comes dead
        OperationKind.EndAll => this with { Fates = [.. Fates.Select(fate => fate == GrantFate.Begun ? GrantFate.Ended : fate)] },
        OperationKind.Tick => this with { Ticks = Ticks + 1 },
        _ => IsAllowed == operation.Allowed ? this : null,
    };

    private bool IsAllowed => Enumerable.Range(0, Fates.Length).Any(grant => Fates[grant] == GrantFate.Begun && Ticks <= grant);

    private TableModel With(int grant, GrantFate fate) => this with { Fates = Fates.SetItem(grant, fate) };
}

/// <summary>What has become of a grant.</summary>
internal enum GrantFate
{
    /// <summary>Nothing was heard of it.</summary>
    Unknown,

    /// <summary>It lives until its time is over.</summary>
    Begun,

    /// <summary>It was ended.</summary>
    Ended,
}
