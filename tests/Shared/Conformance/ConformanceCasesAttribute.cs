using System.Reflection;
using JitAccess.Stores;
using Xunit.Sdk;

namespace JitAccess.Conformance;

/// <summary>A row for every case of the suite that a setup can run.</summary>
/// <param name="setup">The setup, with a constructor that takes nothing.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ConformanceCasesAttribute(Type setup) : DataAttribute
{
    public Type Setup { get; } = setup;

    /// <summary>What the setup cannot do, said where a reader of the tests sees it; cases that need it are left out.</summary>
    public StoreCapabilities Without { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        ConformanceSuite.Cases.Where(@case => (@case.Needs & Without) == StoreCapabilities.None).Select(@case => new object[] { @case.FullName });
}
