using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Problems;

public sealed class ProblemDocumentTests
{
    [Theory]
    [InlineData(ReasonKind.Forbidden, 403)]
    [InlineData(ReasonKind.Malformed, 400)]
    [InlineData(ReasonKind.Unauthenticated, 401)]
    [InlineData(ReasonKind.NotFound, 404)]
    [InlineData(ReasonKind.Conflict, 409)]
    [InlineData(ReasonKind.Stale, 412)]
    [InlineData(ReasonKind.TooLarge, 413)]
    [InlineData(ReasonKind.WrongMediaType, 415)]
    [InlineData(ReasonKind.OutsidePolicy, 422)]
    [InlineData(ReasonKind.Limited, 429)]
    [InlineData(ReasonKind.Unavailable, 503)]
    [InlineData((ReasonKind)99, 403)]
    public void StatusOf_EveryKind_IsTheContracts(ReasonKind kind, int status) => Assert.Equal(status, ProblemStatus.Of(kind));

    [Fact]
    public void Write_SeveralFindings_LiftsTheFirstAndListsAll()
    {
        var explanation = Explanation.Of(
        [
            new Finding(Reason.DurationTooLong, "too long") { Member = "duration", Value = "PT9H", Limit = "PT1H", Fix = "Ask for less." },
            new Finding(Reason.TicketMissing, "no ticket"),
        ]);

        Assert.Equal(
            """{"type":"urn:jitaccess:problem/duration-too-long","title":"Duration too long","status":422,"detail":"too long","reason":"duration-too-long","member":"duration","value":"PT9H","limit":"PT1H","fix":"Ask for less.","findings":[{"reason":"duration-too-long","message":"too long","member":"duration","value":"PT9H","limit":"PT1H","fix":"Ask for less."},{"reason":"ticket-missing","message":"no ticket"}]}""",
            Text(explanation));
    }

    [Fact]
    public void Write_FurtherMembers_StandBetweenPartsAndFindings()
    {
        var text = Encoding.UTF8.GetString(
            ProblemDocument.Write(Explanation.Of(Reason.GrantRequired, "no"), writer => writer.WriteString("permission", "orders:refund")).Span);

        Assert.Equal(
            """{"type":"urn:jitaccess:problem/jit-grant-required","title":"JIT grant required","status":403,"detail":"no","reason":"jit-grant-required","permission":"orders:refund","findings":[{"reason":"jit-grant-required","message":"no"}]}""",
            text);
    }

    [Fact]
    public void Write_EveryReason_IsADocumentOfItsOwnType()
    {
        foreach (var reason in Reason.All)
        {
            var document = JsonDocument.Parse(Text(Explanation.Of(reason, "\u202e<\"'\n"))).RootElement;

            Assert.Equal("urn:jitaccess:problem/" + reason.Code, document.GetProperty("type").GetString());
            Assert.Equal(ProblemStatus.Of(reason.Kind), document.GetProperty("status").GetInt32());
            Assert.Matches("^[A-Z][A-Za-z ]+$", document.GetProperty("title").GetString()!);
            Assert.Equal("\u202e<\"'\n", document.GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(1, "1")]
    [InlineData(1000, "1")]
    [InlineData(1001, "2")]
    [InlineData(299_500, "300")]
    public async Task WriteAsync_WithARetry_RoundsItUpToWholeSeconds(int milliseconds, string header)
    {
        var context = Context();

        await ProblemResponse.WriteAsync(
            context, Explanation.WithRetry(new Finding(Reason.CoolingDown, "wait"), Duration.FromMilliseconds(milliseconds)));

        Assert.Equal(header, context.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task WriteAsync_OfAnyRefusal_IsNotStored()
    {
        foreach (var reason in Reason.All)
        {
            var context = Context();

            await ProblemResponse.WriteAsync(context, Explanation.Of(reason, "no"));

            Assert.Equal("no-store", context.Response.Headers.CacheControl);
            Assert.Equal("application/problem+json", context.Response.ContentType);
            Assert.Equal(context.Response.Body.Length, context.Response.ContentLength);
            Assert.Equal(reason.Kind is ReasonKind.Limited or ReasonKind.Unavailable, context.Response.Headers.RetryAfter.Count == 1);
        }
    }

    private static string Text(Explanation explanation) => Encoding.UTF8.GetString(ProblemDocument.Write(explanation).Span);

    private static DefaultHttpContext Context() => new()
    {
        RequestServices = new ServiceCollection().BuildServiceProvider(),
        Response = { Body = new MemoryStream() },
    };
}
