namespace JitAccess.Stores;

/// <summary>Arguments that a case is run with, on a store of their own.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RowAttribute(params object[] arguments) : RowsAttribute
{
    public override IReadOnlyList<object[]> Rows { get; } = [arguments];
}
