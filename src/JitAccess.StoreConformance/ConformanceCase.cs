namespace JitAccess.Stores;

/// <summary>Something that holds for every store.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class ConformanceCase
{
    internal ConformanceCase(string group, CaseMethod method)
    {
        Group = group;
        Method = method;
    }

    /// <summary>Gets the name of the group, such as <c>Commit</c>.</summary>
    public string Group { get; }

    /// <summary>Gets the name within the group, <c>Member_Condition_Outcome</c>; where a known pitfall is tested it starts with its number.</summary>
    public string Name => Method.Name;

    /// <summary>Gets <c>Group.Name</c>.</summary>
    public string FullName => $"{Group}.{Name}";

    /// <summary>Gets what a setup must offer for the case to be run.</summary>
    public StoreCapabilities Needs => Method.Needs;

    internal CaseMethod Method { get; }

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
