namespace JitAccess.Tests.Scenarios;

/// <summary>One row for each store that the scenarios are played on.</summary>
internal sealed class EveryStore : TheoryData<string>
{
    public const string Memory = "memory";
    public const string Sqlite = "sqlite";

    public EveryStore()
    {
        Add(Memory);
        Add(Sqlite);
    }
}
