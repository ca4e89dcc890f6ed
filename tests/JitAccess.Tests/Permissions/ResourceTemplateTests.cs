namespace JitAccess.Tests.Permissions;

public sealed class ResourceTemplateTests
{
    [Fact]
    public void TryBind_ValuesForEveryPlaceholder_GivesThePath()
    {
        var template = ResourceTemplate.Parse("shops/{shop}/orders/{orderId}/{shop}");

        Assert.Equal(["shop", "orderId"], template.Placeholders.AsEnumerable());
        Assert.True(template.TryBind(name => name == "shop" ? "eu" : "4711", out var path, out var finding));
        Assert.Equal("shops/eu/orders/4711/eu", path);
        Assert.Null(finding);
        Assert.Equal("shops/{shop}/orders/{orderId}/{shop}", template.ToString());
    }

    [Fact]
    public void TryBind_NoPlaceholder_GivesTheTextItself()
    {
        var template = ResourceTemplate.Parse("orders/all");

        Assert.Empty(template.Placeholders);
        Assert.True(template.TryBind(_ => throw new InvalidOperationException(), out var path, out _));
        Assert.Same(template.Text, path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("eu/1")]
    [InlineData("..")]
    [InlineData(" 4711")]
    [InlineData("47%2F11")]
    [InlineData("\u0661\u0661")]
    public void TryBind_ValueThatIsNotOneSegment_IsRefusedWithTheNameOfThePlaceholder(string value)
    {
        Assert.False(ResourceTemplate.Parse("orders/{orderId}").TryBind(_ => value, out var path, out var finding));
        Assert.Equal("", path);
        Assert.Equal("orderId", finding.Member);
        Assert.Equal(Reason.ResourceNotCanonical, finding.Reason);
    }

    [Fact]
    public void TryBind_NoValue_NamesThePlaceholder()
    {
        Assert.False(ResourceTemplate.Parse("orders/{orderId}").TryBind(_ => null, out _, out var finding));
        Assert.Contains("no value for {orderId}", finding.Message, StringComparison.Ordinal);
        Assert.Equal("orderId", finding.Member);
    }

    [Fact]
    public void TryBind_ValueThatMakesThePathTooLong_IsRefused()
    {
        var template = ResourceTemplate.Parse("orders/{orderId}");

        Assert.True(template.TryBind(_ => new string('1', Resource.MaxLength - 7), out _, out _));
        Assert.False(template.TryBind(_ => new string('1', Resource.MaxLength - 6), out _, out var tooLong));
        Assert.Contains("513 characters", tooLong.Message, StringComparison.Ordinal);
        Assert.False(template.TryBind(_ => new string('1', 100_000), out _, out var hostile));
        Assert.InRange(hostile.Message.Length, 1, 400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("orders/*")]
    [InlineData("orders/{orderId}/*")]
    [InlineData("orders/{}")]
    [InlineData("orders/{orderId:int}")]
    [InlineData("orders/{order-id}")]
    [InlineData("orders/{1}")]
    [InlineData("orders/a{orderId}")]
    [InlineData("orders/{orderId}b")]
    [InlineData("orders/{a}{b}")]
    [InlineData("orders/{orderId")]
    [InlineData("orders/orderId}")]
    [InlineData("orders//{orderId}")]
    public void Parse_AnythingElseThanWholeSegments_IsRefused(string text)
    {
        Assert.False(ResourceTemplate.TryParse(text, out var template, out var finding));
        Assert.Null(template);
        Assert.Equal(Reason.ResourceNotCanonical, finding.Reason);
        Assert.Throws<JitRejectedException>(() => ResourceTemplate.Parse(text));
    }
}
