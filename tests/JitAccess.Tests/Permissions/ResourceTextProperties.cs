using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace JitAccess.Tests.Permissions;

/// <summary>What a check takes for canonical is what the parser takes: two implementations, one of them quick.</summary>
public sealed class ResourceTextProperties(ITestOutputHelper output)
{
    [Fact]
    public void IsConcrete_EveryAsciiCharacter_IsTheParsersAnswer()
    {
        for (var character = '\0'; character <= '\u007F'; character++)
        {
            foreach (var path in new[] { $"{character}", $"a{character}", $"{character}a", $"a{character}b", $"a/{character}", $"a/{character}/b", $"a/b{character}/c" })
            {
                Assert.True(Parses(path) == ResourceText.IsConcrete(path), path);
            }
        }
    }

    [Fact]
    public void IsConcrete_AnyText_IsTheParsersAnswer()
    {
        var character = Gen.Frequency((6, Gen.Elements('a', 'b', '1')), (3, Gen.Constant('/')), (1, Gen.Elements('.', ' ', '*', '%', '\\', '\u00E9', '\u0430', '\u0301', '"')));
        var path = Gen.Choose(0, 40).SelectMany(length => character.ArrayOf(length)).Select(characters => new string(characters));

        Properties.Check(Prop.ForAll(path.ToArbitrary(), text => Parses(text) == ResourceText.IsConcrete(text)), output);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void IsConcrete_Segments_AreLimited(int segments, bool isConcrete)
    {
        foreach (var segment in new[] { "a", "a b" })
        {
            var path = string.Join('/', Enumerable.Repeat(segment, segments));
            Assert.Equal((isConcrete, isConcrete), (ResourceText.IsConcrete(path), Parses(path)));
        }
    }

    private static bool Parses(string path) => path.Length == 0 || (Resource.TryParse(path, out var resource, out _) && !resource.IsWildcard);
}
