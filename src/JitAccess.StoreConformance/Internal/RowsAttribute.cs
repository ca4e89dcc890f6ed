namespace JitAccess.Stores;

/// <summary>What a case is run with, one after the other.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal abstract class RowsAttribute : Attribute
{
    public abstract IReadOnlyList<object[]> Rows { get; }
}
