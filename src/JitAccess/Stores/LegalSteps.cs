namespace JitAccess.Stores;

/// <summary>Which states a request or grant may start in and move to. Every store guards it, whatever the batch says. For stores.</summary>
public static class LegalSteps
{
    private static readonly Dictionary<(RecordKind Kind, string? From), string[]> Steps = new()
    {
        [(RecordKind.Request, null)] = ["pending", "approved"],
        [(RecordKind.Request, "pending")] = ["pending", "approved", "denied", "withdrawn", "lapsed"],
        [(RecordKind.Grant, null)] = ["scheduled", "claimable", "active"],
        [(RecordKind.Grant, "scheduled")] = ["scheduled", "claimable", "active", "expired", "released", "revoked", "used-up"],
        [(RecordKind.Grant, "claimable")] = ["claimable", "active", "expired", "released", "revoked", "used-up"],
        [(RecordKind.Grant, "active")] = ["active", "expired", "released", "revoked", "used-up"],
    };

    /// <summary>Refuses a write that no decision may lead to.</summary>
    /// <param name="before">What is stored beside the record now: its state and whether that is final; <see langword="null"/> when there is no record.</param>
    /// <param name="write">The write.</param>
    /// <exception cref="InvalidOperationException">The step is not legal: a defect of the code that sealed the batch.</exception>
    public static void Demand(RecordIndex? before, RecordWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (write.Key.Kind is not (RecordKind.Request or RecordKind.Grant))
        {
            return;
        }

        if (write.Record is null)
        {
            throw Illegal(write, "a request or grant is never removed");
        }

        var after = write.Index;
        if (before is { IsTerminal: true } ? !string.Equals(after.State, before.State, StringComparison.Ordinal) : !IsStep(write.Key.Kind, before?.State, after.State))
        {
            throw Illegal(write, $"it cannot go from {before?.State ?? "nothing"} to {after.State ?? "nothing"}");
        }

        if (after.IsTerminal != IsFinal(write.Key.Kind, after.State!) || after.IsTerminal == after.Due is not null)
        {
            throw Illegal(write, "a final state has no deadline, every other state has one");
        }
    }

    private static bool IsStep(RecordKind kind, string? from, string? to) =>
        to is not null && Steps.TryGetValue((kind, from), out var next) && next.Contains(to, StringComparer.Ordinal);

    private static bool IsFinal(RecordKind kind, string state) => !Steps.ContainsKey((kind, state));

    private static InvalidOperationException Illegal(RecordWrite write, string why) =>
        new($"The store refuses an illegal change of {write.Key.Kind} \"{SafeText.Show(write.Key.Id)}\": {why}.");
}
