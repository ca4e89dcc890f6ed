using JitAccess.Tests.Time;

namespace JitAccess.Tests.Facts;

/// <summary>A fact source that answers with what a test sets.</summary>
internal sealed class StubSource(string name, Func<FactQuery, CancellationToken, ValueTask<IReadOnlyList<Fact>>> gather) : IFactSource
{
    public StubSource(string name, params Fact[] facts)
        : this(name, (_, _) => ValueTask.FromResult<IReadOnlyList<Fact>>(facts))
    {
    }

    public string Name => name;

    public ValueTask<IReadOnlyList<Fact>> GatherAsync(FactQuery query, CancellationToken cancellationToken) => gather(query, cancellationToken);

    /// <summary>A fact whose origin is not the source's, to be corrected.</summary>
    public static Fact Says(string name, params string[] values) => new(name, [.. values], "someone", ManualTime.Start);
}
