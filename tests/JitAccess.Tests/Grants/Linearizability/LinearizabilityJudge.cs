namespace JitAccess.Tests.Grants.Linearizability;

/// <summary>
/// Says whether a history could have happened one operation after the other, each at some moment between its beginning and its return: the search of Wing and
/// Gong, which remembers where it has been, as Lowe proposed.
/// </summary>
internal static class LinearizabilityJudge
{
    /// <summary>The longest history that it takes: one bit for each operation.</summary>
    public const int MaxLength = 64;

    /// <summary>Judges.</summary>
    public static bool IsLinearizable(IReadOnlyList<TableOperation> history, int grants)
    {
        Assert.InRange(history.Count, 0, MaxLength);
        return Search(history, 0, TableModel.Empty(grants), []);
    }

    private static bool Search(IReadOnlyList<TableOperation> history, ulong done, TableModel model, HashSet<(ulong Done, string Model)> seen)
    {
        var open = Enumerable.Range(0, history.Count).Where(index => (done & (1UL << index)) == 0).ToList();
        if (open.Count == 0)
        {
            return true;
        }

        if (!seen.Add((done, model.Key)))
        {
            return false;
        }

        // Next can only be what began before anything that is open returned.
        var firstReturn = open.Min(index => history[index].Returned);
        return open.Exists(index =>
            history[index].Began < firstReturn
            && model.After(history[index]) is { } next
            && Search(history, done | (1UL << index), next, seen));
    }
}
