using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Text;

public sealed class StrictObjectTests(ITestOutputHelper output)
{
    [Fact]
    public void Read_EveryMemberRight_GivesValuesAndNoFinding()
    {
        var (body, findings) = Open("""
            {"policy":"refund-order","duration":"PT1H30M","count":3,"flag":true,"reason":"line one\nline two","kind":"approve",
             "list":["a","b"],"inner":{"x":1},"permissions":[]}
            """);

        Assert.Equal("refund-order", body.Text("policy", max: 64));
        Assert.Equal(Duration.FromMinutes(90), body.Duration("duration"));
        Assert.Equal(3, body.Integer("count", min: 1, max: 3));
        Assert.True(body.OptionalBoolean("flag"));
        Assert.Equal("line one\nline two", body.OptionalProse("reason", max: 100));
        Assert.Equal("approve", body.OneOf("kind", "approve", "deny"));
        Assert.Equal("line one\nline two", body.Prose("reason", max: 100));
        Assert.Equal(["a", "b"], body.OptionalTexts("list", 2, 1)!.Value.AsEnumerable());
        Assert.Empty(body.Array("permissions", 10)!.Value);
        var inner = body.OptionalObject("inner")!;
        Assert.Equal(1, inner.OptionalInteger("x"));
        inner.Close();
        Assert.Null(body.OptionalText("absent", 5));
        Assert.Null(body.OptionalDuration("absent"));
        Assert.Null(body.OptionalInteger("absent"));
        Assert.Null(body.OptionalBoolean("absent"));
        Assert.Null(body.OptionalObject("absent"));
        Assert.Null(body.OptionalArray("absent", 5));
        body.Close();

        Assert.Empty(findings);
    }

    [Fact]
    public void Read_EveryMemberWrong_GivesEveryFindingAtItsPath()
    {
        var (body, findings) = Open("""
            {"policy":5,"duration":"P1D","count":"3","flag":"yes","reason":"\u0000","kind":"maybe","list":[1],"inner":[],"extra":1}
            """);

        body.Text("policy", max: 64);
        body.OptionalDuration("duration");
        body.OptionalInteger("count");
        body.OptionalBoolean("flag");
        body.OptionalProse("reason", max: 100);
        body.OneOf("kind", "approve", "deny");
        body.OptionalTexts("list", 2, 1);
        body.OptionalObject("inner");
        body.Text("needed", max: 5);
        body.OneOf("wanted", "a", "b");
        body.Close();

        Assert.Equal(
            [
                ("malformed", "policy"), ("duration-invalid", "duration"), ("malformed", "count"), ("malformed", "flag"), ("text-invalid", "reason"),
                ("value-invalid", "kind"), ("malformed", "list[0]"), ("malformed", "inner"), ("member-missing", "needed"), ("member-missing", "wanted"),
                ("member-unknown", "extra"),
            ],
            findings.Select(finding => (finding.Reason.Code, finding.Member!)));
        Assert.All(findings, finding => Assert.True(finding is { Limit: not null, Fix: not null }));
    }

    [Fact]
    public void Close_MemberThatOnlyTheServerWrites_SaysSo()
    {
        var (body, findings) = Open("""{"state":"approved","approvedBy":"me","other":1}""");

        body.Close("state", "approvedBy", "grantId");

        Assert.Equal(
            [("member-server-only", "state"), ("member-server-only", "approvedBy"), ("member-unknown", "other")],
            findings.Select(finding => (finding.Reason.Code, finding.Member!)));
        Assert.Equal("the text \"approved\"", findings[0].Value);
    }

    [Fact]
    public void Close_MemberInOtherCase_SaysHowItIsWritten()
    {
        var (body, findings) = Open("""{"Policy":"x"}""");

        body.OptionalText("policy", 5);
        body.Close();

        Assert.Equal("Write it as \"policy\".", Assert.Single(findings).Fix);
    }

    [Fact]
    public void Open_MemberTwice_KeepsTheFirstAndReports()
    {
        var (body, findings) = Open("""{"a":"one","a":"two","\u0061":"three"}""");

        Assert.Equal("one", body.OptionalText("a", 5));
        Assert.Equal([("member-duplicate", "a"), ("member-duplicate", "a")], findings.Select(finding => (finding.Reason.Code, finding.Member!)));
    }

    [Theory]
    [InlineData("[]", "an array")]
    [InlineData("null", "null")]
    [InlineData("\"x\"", "the text \"x\"")]
    [InlineData("1e9", "the number 1e9")]
    [InlineData("true", "true")]
    public void Open_NoObject_IsOneFindingAndEverythingReadsAsMissing(string json, string shown)
    {
        var (body, findings) = Open(json);

        Assert.Null(body.Text("policy", 5));
        Assert.Null(body.Duration("duration"));
        Assert.Null(body.Object("inner"));
        body.Close();

        Assert.Equal((Reason.Malformed, shown), (Assert.Single(findings).Reason, findings[0].Value));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e1")]
    [InlineData("0")]
    [InlineData("11")]
    [InlineData("2147483648")]
    [InlineData("-1")]
    public void Integer_NotAWholeNumberInRange_NamesTheRange(string number)
    {
        var (body, findings) = Open($$"""{"n":{{number}}}""");

        Assert.Null(body.OptionalInteger("n", 1, 10));

        Assert.Equal((Reason.ValueInvalid, "a whole number from 1 to 10"), (Assert.Single(findings).Reason, findings[0].Limit));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abcdef")]
    [InlineData("a\\nb")]
    [InlineData("a\\u202eb")]
    [InlineData("a\\u200bb")]
    [InlineData("a\\ud800")]
    [InlineData("\\u0000")]
    public void Text_EmptyLongOrDeceptive_IsRefusedAndShownSafely(string text)
    {
        var (body, findings) = Open($$"""{"t":"{{text}}"}""");

        Assert.Null(body.OptionalText("t", max: 5));

        Assert.Equal(Reason.TextInvalid, Assert.Single(findings).Reason);
        Assert.Equal(-1, SafeText.FirstUnsafe(findings[0].Message));
    }

    [Fact]
    public void Array_TooLong_IsReadUpToTheLimit()
    {
        var (body, findings) = Open("""{"a":["1","2","3"]}""");

        Assert.Equal(["1", "2"], body.Texts("a", 2, 1)!.Value.AsEnumerable());

        Assert.Equal(("3", "at most 2 items"), (Assert.Single(findings).Value, findings[0].Limit));
    }

    [Fact]
    public void Close_FloodOfMembers_ReportsABoundedNumber()
    {
        var (body, findings) = Open("{" + string.Join(',', Enumerable.Range(0, 5000).Select(index => $"\"a{index % 3000}\":1")) + "}");

        body.Close();

        Assert.Equal(40, findings.Count);
    }

    [Fact]
    public void Close_MemberNameThatDeceives_IsShownSafely()
    {
        var (body, findings) = Open("""{"a\u202eb":1,"\u0007":2,"\ud800":3}""");

        body.Close();

        Assert.All(findings, finding => Assert.Equal(-1, SafeText.FirstUnsafe(finding.Message + finding.Member + finding.Value)));
        Assert.Equal(3, findings.Count);
    }

    [Fact]
    public void Parse_AnyBytes_NeverThrows() => Properties.Check(
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var findings = new List<Finding>();
            using var document = StrictJson.Parse(bytes, 16, "", findings);
            return document is null == (findings.Count == 1);
        }),
        output);

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    [InlineData(100_000, false)]
    public void Parse_Levels_AreCounted(int levels, bool accepted)
    {
        var findings = new List<Finding>();
        var text = new string('[', levels) + new string(']', levels);

        using var document = StrictJson.Parse(Encoding.UTF8.GetBytes(text), 16, "", findings);

        Assert.Equal(accepted, document is not null);
        Assert.Equal(accepted ? [] : [Reason.TooDeep], findings.Select(finding => finding.Reason));
    }

    [Fact]
    public void Parse_BracketsInTexts_AreNoLevels()
    {
        var findings = new List<Finding>();

        Assert.Null(StrictJson.Parse("""{"a":"[[[[[[\"[[[[[[", }"""u8.ToArray(), 4, "", findings));

        Assert.Equal(Reason.Malformed, Assert.Single(findings).Reason);
    }

    [Fact]
    public void Parse_BrokenText_SaysLineAndByte()
    {
        var findings = new List<Finding>();

        Assert.Null(StrictJson.Parse("{\n  \"a\": nope\n}"u8.ToArray(), 4, "", findings));

        Assert.Contains("line 2, byte", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    private static (StrictObject Body, List<Finding> Findings) Open(string json)
    {
        var findings = new List<Finding>();
        using var document = JsonDocument.Parse(json);
        return (StrictObject.Open(document.RootElement.Clone(), "", findings), findings);
    }
}
