using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace JitAccess.Tests.Permissions;

public sealed class ResourceProperties(ITestOutputHelper output)
{
    // Few segments, some of them prefixes of others, so that random resources meet.
    private static readonly Gen<Resource> Resources =
        from depth in Gen.Choose(0, 4)
        from segments in Gen.ArrayOf(Gen.Elements("a", "b", "ab", "a b", "ü"), depth)
        from wildcard in Gen.Elements(false, true, false)
        select Resource.Restore(string.Join('/', wildcard ? [.. segments, "*"] : segments));

    private static readonly Gen<string> Texts =
        from count in Gen.Choose(1, 12)
        from pieces in Gen.ArrayOf(
            Gen.Elements("a", "Z", "9", "/", "/", "*", ".", "..", "\\", "%", " ", "ü", "u\u0308", "\u043E", "\u202E", "\uFE0F", "\uD800", "１", "\u2215", "{", "\n"),
            count)
        select string.Concat(pieces);

    [Fact]
    public void Parse_AnyText_IsKeptOrRefusedNeverFolded() => Properties.Check(
        Prop.ForAll(Gen.OneOf(Texts, ArbMap.Default.ArbFor<string>().Generator).ToArbitrary(), text =>
        {
            var accepted = Resource.TryParse(text, out var resource, out var finding);
            return accepted
                ? resource!.Path == text && finding is null && Resource.Parse(resource.Path).Equals(resource) && !resource.IsRoot
                : resource is null && finding!.Reason == Reason.ResourceNotCanonical && finding.Message.Length < 500;
        }),
        output);

    [Fact]
    public void Parse_GeneratedResource_RoundTrips() => Properties.Check(
        Prop.ForAll(Resources.ToArbitrary(), resource => resource.IsRoot || Resource.Parse(resource.ToString()).Equals(resource)), output);

    [Fact]
    public void Covers_AnyTwo_AgreesWithTheNaiveReference() => Properties.Check(
        Prop.ForAll(Resources.ToArbitrary(), Resources.ToArbitrary(), (one, other) =>
            one.Covers(other) == Naive(one, other) && (other.IsWildcard || one.Covers(other.Path.AsSpan()) == Naive(one, other))),
        output);

    [Fact]
    public void Covers_IsAPartialOrder() => Properties.Check(
        Prop.ForAll(Resources.ToArbitrary(), Resources.ToArbitrary(), Resources.ToArbitrary(), (a, b, c) =>
            a.Covers(a)
            && (!(a.Covers(b) && b.Covers(a)) || a.Equals(b))
            && (!(a.Covers(b) && b.Covers(c)) || a.Covers(c))),
        output);

    [Fact]
    public void TryBind_AnyValue_GivesACanonicalPathOrAFinding()
    {
        var template = ResourceTemplate.Parse("orders/{id}/lines/{line}");

        Properties.Check(
            Prop.ForAll(Texts.ToArbitrary(), Texts.ToArbitrary(), (id, line) =>
                template.TryBind(name => name == "id" ? id : line, out var path, out var finding)
                    ? path == $"orders/{id}/lines/{line}" && Resource.Parse(path).Path == path && path.Split('/').Length == 4 && finding is null
                    : path.Length == 0 && finding!.Member is "id" or "line"),
            output);
    }

    private static bool Naive(Resource one, Resource other)
    {
        var (pattern, path) = (Segments(one), Segments(other));
        return pattern is [.. var stem, "*"]
            ? path.Length > stem.Length && path.Take(stem.Length).SequenceEqual(stem)
            : path.SequenceEqual(pattern);
    }

    private static string[] Segments(Resource resource) => resource.IsRoot ? [] : resource.Path.Split('/');
}
