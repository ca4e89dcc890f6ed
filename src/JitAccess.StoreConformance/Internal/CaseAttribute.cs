namespace JitAccess.Stores;

/// <summary>Marks a method as a case.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CaseAttribute : Attribute
{
    /// <summary>Gets what a setup must offer.</summary>
    public StoreCapabilities Needs { get; init; }
}
