namespace JitAccess.Tests.Scenarios;

/// <summary>A fact source that is down.</summary>
internal sealed class ThrowingSource : IFactSource
{
    public string Name => "down";

    public ValueTask<IReadOnlyList<Fact>> GatherAsync(FactQuery query, CancellationToken cancellationToken) => throw new InvalidOperationException("down");
}
