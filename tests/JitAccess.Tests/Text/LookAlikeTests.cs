using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace JitAccess.Tests.Text;

public sealed class LookAlikeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("bo", "BO")]
    [InlineData("straße", "STRASSE")]
    [InlineData("straße", "STRAẞE")]
    [InlineData("ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ")]
    [InlineData("ﬁona", "FIONA")]
    [InlineData("ŉ", "ʼN")]
    [InlineData("\u0130van", "ivan")]
    [InlineData("\u0131van", "ivan")]
    [InlineData("\u212Aelvin", "kelvin")]
    [InlineData("zu\u0308rich", "ZÜRICH")]
    [InlineData("ｂｏ", "bo")]
    [InlineData("b\u200Bo\uFE0F", "bo")]
    [InlineData("\u0432o", "\u0412O")]
    [InlineData("\u0412o", "bo")]
    [InlineData("IVAN", "1van")]
    [InlineData("user-1", "user-l")]
    [InlineData("user-0", "user-o")]
    [InlineData("marn", "rnarn")]
    [InlineData("\U00010400", "\U00010428")]
    public void Same_TextsThatCanBeTakenForEachOther_CountAsOne(string one, string other)
    {
        Assert.True(LookAlike.Same(one, other));
        Assert.True(LookAlike.Same(other, one));
    }

    [Theory]
    [InlineData("bo", "bob")]
    [InlineData("1001", "1010")]
    [InlineData("ali", "all")]
    [InlineData("zürich", "zurich")]
    [InlineData("user-1", "user-2")]
    [InlineData("", "a")]
    public void Same_TextsThatLookDifferent_AreTwo(string one, string other) => Assert.False(LookAlike.Same(one, other));

    [Fact]
    public void Same_TextThatCannotBeNormalised_IsComparedAllTheSame() =>
        Assert.True(LookAlike.Same("\uFFFE\uD800u\u0308", "\uFFFE\uD800ü"));

    [Fact]
    public void Same_NumbersAndHexadecimal_OnlyWhenEqual() => Properties.Check(
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements("0123456789abcdef-".ToCharArray())).ToArbitrary(),
            Gen.ArrayOf(Gen.Elements("0123456789abcdef-".ToCharArray())).ToArbitrary(),
            (one, other) => LookAlike.Same(new string(one), new string(other)) == one.SequenceEqual(other)),
        output,
        size: 3);

    [Fact]
    public void Same_AnyText_IsReflexiveSymmetricAndIgnoresCase() => Properties.Check(
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(), (one, other) =>
            one is null || other is null
            || (LookAlike.Same(one, one)
                && LookAlike.Same(one, one.ToUpperInvariant())
                && LookAlike.Same(one, one.ToLowerInvariant())
                && LookAlike.Same(one, other) == LookAlike.Same(other, one))),
        output);
}
