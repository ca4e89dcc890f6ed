using System.Reflection;
using JitAccess.Stores;

namespace JitAccess.Conformance;

/// <summary>No setup, no group and no case is forgotten: what is not run is named beside the test, and is what the setup really cannot do.</summary>
public sealed class EverySetupTests
{
    private static readonly Type[] Types = typeof(EverySetupTests).Assembly.GetTypes();
    private static readonly IReadOnlyList<ConformanceCasesAttribute> Theories =
        [.. Types.SelectMany(type => type.GetMethods()).SelectMany(method => method.GetCustomAttributes<ConformanceCasesAttribute>())];

    [Fact]
    public void Setup_OfThisProject_IsRunOnce()
    {
        var setups = Types.Where(type => type.IsSubclassOf(typeof(StoreSetup)) && !type.IsAbstract).Select(type => type.FullName);

        Assert.Equal(setups.Order(StringComparer.Ordinal), Theories.Select(theory => theory.Setup.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Setup_WhatItLeavesOut_IsWhatItCannotDo() => Assert.All(Theories, theory =>
    {
        var all = Enum.GetValues<StoreCapabilities>().Aggregate((one, other) => one | other);
        Assert.Equal(all & ~((StoreSetup)Activator.CreateInstance(theory.Setup)!).Capabilities, theory.Without);
    });

    [Fact]
    public void Setup_EveryGroup_IsRun() => Assert.All(Theories, theory =>
    {
        var run = theory.GetData(typeof(EverySetupTests).GetMethods()[0]).Select(row => ((string)row[0]).Split('.')[0]).Distinct(StringComparer.Ordinal);
        var leftOut = theory.Without.HasFlag(StoreCapabilities.Reopening) ? new[] { "Crash" } : [];

        Assert.Equal(ConformanceSuite.Groups.Except(leftOut, StringComparer.Ordinal), run);
    });
}
