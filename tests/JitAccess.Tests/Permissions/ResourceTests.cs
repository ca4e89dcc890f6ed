using System.Text;

namespace JitAccess.Tests.Permissions;

public sealed class ResourceTests
{
    [Theory]
    [InlineData("orders")]
    [InlineData("orders/4711")]
    [InlineData("orders/*")]
    [InlineData("*")]
    [InlineData("Orders/eu-west_1.b/a b")]
    [InlineData("orders/~@!$&'()+,;=:")]
    [InlineData("zürich/straße")]
    [InlineData("заказы/42")]
    [InlineData("東京/二〇二五")]
    [InlineData("ملفات")]
    public void Parse_CanonicalPath_KeepsItAsItIs(string path)
    {
        var resource = Resource.Parse(path);

        Assert.Equal(path, resource.Path);
        Assert.Equal(path, resource.ToString());
        Assert.False(resource.IsRoot);
        Assert.Equal(Resource.Parse(path), resource);
        Assert.Equal(resource, Resource.Restore(path));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("/", "a segment is empty")]
    [InlineData("/orders", "a segment is empty")]
    [InlineData("orders/", "a segment is empty")]
    [InlineData("orders//1", "a segment is empty")]
    [InlineData("orders/./1", "the segment .")]
    [InlineData("orders/../payroll", "the segment ..")]
    [InlineData("..", "the segment ..")]
    [InlineData("orders/*/1", "it holds a *")]
    [InlineData("orders/a*", "it holds a *")]
    [InlineData("orders/**", "it holds a *")]
    [InlineData("orders\\1", "the character \\")]
    [InlineData("orders/%2e%2e", "the character %")]
    [InlineData("orders/ 1", "white space")]
    [InlineData("orders/1 ", "white space")]
    [InlineData("orders/a  b", "white space")]
    [InlineData("orders/a\u00A0b", "white space")]
    [InlineData("orders/a\u3000b", "white space")]
    [InlineData("orders/\t", "U+0009")]
    [InlineData("orders/1\n", "U+000A")]
    [InlineData("orders/\0", "U+0000")]
    [InlineData("orders/\u202E1174", "U+202E")]
    [InlineData("orders/\u200B1", "U+200B")]
    [InlineData("orders/\uFEFF1", "U+FEFF")]
    [InlineData("orders/\u2028", "U+2028")]
    [InlineData("orders/\uE000", "U+E000")]
    [InlineData("orders/zu\u0308rich", "normal form")]
    [InlineData("orders/４７１１", "normal form")]
    [InlineData("orders/ﬁle", "normal form")]
    [InlineData("orders/①", "normal form")]
    [InlineData("zürich\uFE0F", "the invisible character U+FE0F")]
    [InlineData("zürich\u3164x", "normal form")]
    [InlineData("zürich\u115Fx", "the invisible character U+115F")]
    [InlineData("zürich/\u0338a", "the combining mark U+0338")]
    [InlineData("zürich∕1", "passes for one of /")]
    [InlineData("orders∕1", "passes for the ASCII text \"orders/l\"")]
    public void Parse_PathThatIsNotCanonical_SaysValueLimitAndFix(string path, string problem)
    {
        var finding = Refused(path);

        Assert.Contains(problem, finding.Message, StringComparison.Ordinal);
        Assert.NotNull(finding.Limit);
        Assert.NotNull(finding.Fix);
        Assert.Contains(finding.Limit, finding.Message, StringComparison.Ordinal);
        Assert.Contains(finding.Fix, finding.Message, StringComparison.Ordinal);
        Assert.Equal(-1, SafeText.FirstUnsafe(finding.Message));
    }

    [Fact]
    public void Parse_UnpairedSurrogate_IsRefused()
    {
        Assert.Contains("U+D800", Refused("orders/\uD800").Message, StringComparison.Ordinal);
        Assert.Contains("U+DC00", Refused("\uDC00\uD800").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u043Erders/4711", "orders")]
    [InlineData("\u0441ust\u043Emers/1", "custorners")]
    [InlineData("orders/\u0501\u0435", "de")]
    public void P31_Parse_LookAlikeOfAnAsciiResource_IsRefusedAndNamed(string path, string readsAs)
    {
        var finding = Refused(path);

        Assert.Contains($"passes for the ASCII text \"{readsAs}\"", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void P31_Covers_OtherCase_IsAnotherResource()
    {
        Assert.False(Resource.Parse("orders/*").Covers(Resource.Parse("Orders/1")));
        Assert.False(Resource.Parse("orders/a").Covers("orders/A"));
        Assert.NotEqual(Resource.Parse("straße"), Resource.Parse("strasse"));
        Assert.False(Resource.Parse("straße").Covers("strasse"));
    }

    [Fact]
    public void Parse_LongestAndDeepest_IsAccepted()
    {
        Assert.Equal(Resource.MaxLength, Resource.Parse(new string('a', Resource.MaxLength)).Path.Length);
        Assert.NotNull(Resource.Parse(Deep(Resource.MaxSegments)));
        Assert.Contains("at most 512 characters", Refused(new string('a', Resource.MaxLength + 1)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 16 segments", Refused(Deep(Resource.MaxSegments + 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("\0")]
    [InlineData("\u202E")]
    [InlineData("\u0301")]
    [InlineData("\uFDFA")]
    public void Parse_HundredKilobytes_IsRefusedCheaplyAndShownShort(string piece)
    {
        var path = string.Concat(Enumerable.Repeat(piece, 100_000));
        Assert.False(Resource.TryParse(path, out _, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var accepted = Resource.TryParse(path, out _, out var finding);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(accepted);
        Assert.InRange(allocated, 1, 10_000);
        Assert.InRange(finding!.Message.Length, 1, 400);
        Assert.InRange(finding.Value!.Length, 1, SafeText.ShownLength + 6);
        Assert.Contains("100000 characters", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_Null_IsRefusedLikeEmpty()
    {
        Assert.False(Resource.TryParse(null, out var resource, out var finding));
        Assert.Null(resource);
        Assert.Equal(Reason.ResourceNotCanonical, finding.Reason);
        Assert.Throws<ArgumentNullException>(() => Resource.Parse(null!));
    }

    [Fact]
    public void Root_CoversAndIsCoveredByItselfAlone()
    {
        Assert.True(Resource.Root.IsRoot);
        Assert.False(Resource.Root.IsWildcard);
        Assert.Equal("", Resource.Root.Path);
        Assert.Same(Resource.Root, Resource.Restore(""));
        Assert.True(Resource.Root.Covers(Resource.Root));
        Assert.True(Resource.Root.Covers(""));
        Assert.False(Resource.Root.Covers(Resource.Parse("orders")));
        Assert.False(Resource.Parse("*").Covers(Resource.Root));
        Assert.False(Resource.Parse("orders/*").Covers(""));
        Assert.False(Resource.Parse("orders").Covers(Resource.Root));
    }

    [Theory]
    [InlineData("orders/1", true)]
    [InlineData("orders/eu/1", true)]
    [InlineData("orders/eu/*", true)]
    [InlineData("orders/*", true)]
    [InlineData("orders", false)]
    [InlineData("orders2/1", false)]
    [InlineData("order", false)]
    [InlineData("*", false)]
    public void Covers_Wildcard_CoversDescendantsNotTheParent(string other, bool covered) =>
        Assert.Equal(covered, Resource.Parse("orders/*").Covers(Resource.Parse(other)));

    [Fact]
    public void Covers_ConcretePath_AllocatesNothing()
    {
        Resource[] resources = [Resource.Root, Resource.Parse("*"), Resource.Parse("orders/*"), Resource.Parse("orders/4711")];
        var covered = Count(resources);

        var before = GC.GetAllocatedBytesForCurrentThread();
        covered += Count(resources);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(2 * 3 * 1000, covered);

        static int Count(Resource[] resources)
        {
            var count = 0;
            for (var round = 0; round < 1000; round++)
            {
                foreach (var resource in resources)
                {
                    count += resource.Covers("orders/4711") ? 1 : 0;
                }
            }

            return count;
        }
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("a b")]
    [InlineData("zürich")]
    public void IsCanonicalSegment_PlainValue_IsAccepted(string value)
    {
        Assert.True(Resource.IsCanonicalSegment(value, out var finding));
        Assert.Null(finding);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(" 4711")]
    [InlineData("4711\r\n")]
    [InlineData("４７１１")]
    public void IsCanonicalSegment_AnythingElse_IsRefused(string value)
    {
        Assert.False(Resource.IsCanonicalSegment(value, out var finding));
        Assert.Equal(Reason.ResourceNotCanonical, finding.Reason);
    }

    [Fact]
    public void Equals_IsOrdinalByPath()
    {
        Assert.True(Resource.Parse("a/b").Equals((object)Resource.Parse("a/b")));
        Assert.Equal(Resource.Parse("a/b").GetHashCode(), Resource.Parse("a/b").GetHashCode());
        Assert.False(Resource.Parse("a/b").Equals((object)"a/b"));
        Assert.False(Resource.Parse("a").Equals(null));
    }

    private static Finding Refused(string path)
    {
        var exception = Assert.Throws<JitRejectedException>(() => Resource.Parse(path));
        Assert.Equal(Reason.ResourceNotCanonical, exception.Reason);
        return Assert.Single(exception.Explanation.Findings);
    }

    private static string Deep(int segments) => new StringBuilder("a").Insert(1, "/a", segments - 1).ToString();
}
