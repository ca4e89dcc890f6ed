using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace JitAccess.Tests;

public sealed class PropertiesTests(ITestOutputHelper output)
{
    [Fact]
    public void Check_PropertyThatHolds_RunsEveryCase()
    {
        var runs = 0;

        Properties.Check(Prop.ForAll(ArbMap.Default.ArbFor<int>(), _ => ++runs > 0), output);

        Assert.Equal(Properties.Cases, runs);
    }

    [Fact]
    public void Check_PropertyThatFails_ThrowsWithTheShrunkCase()
    {
        var failure = Assert.ThrowsAny<Exception>(() => Properties.Check(Prop.ForAll(ArbMap.Default.ArbFor<int>(), i => i < 7), output));

        Assert.Contains("7", failure.Message, StringComparison.Ordinal);
    }
}
