using System.Text.Json;
using static JitAccess.Tests.Facts.Conditions.Given;

namespace JitAccess.Tests.Facts.Conditions;

public sealed class CustomConditionTests
{
    private static readonly Finding Why = new(Reason.ConditionNotMet, "not on call");

    [Fact]
    public void Custom_Registered_GetsParametersAndContext()
    {
        var condition = new OnCall((context, parameters) =>
            parameters.GetProperty("team").GetString() == "payments" && context.Subject.Equals(Amina) ? ConditionOutcome.Satisfied : ConditionOutcome.NotSatisfied(Why));

        Custom.Condition("on-call", """{ "team": "payments" }""").Evaluate(WithCustom(condition)).Holds();
        Custom.Condition("on-call", """{ "team": "other" }""").Evaluate(WithCustom(condition)).Says(ConditionResult.NotSatisfied, Reason.ConditionNotMet);
    }

    [Fact]
    public void Custom_WithoutParameters_GetsAnEmptyObject()
    {
        var kind = JsonValueKind.Undefined;
        Custom.Condition("on-call").Evaluate(WithCustom(new OnCall((_, parameters) =>
        {
            kind = parameters.ValueKind;
            return ConditionOutcome.Satisfied;
        }))).Holds();

        Assert.Equal(JsonValueKind.Object, kind);
    }

    [Fact]
    public void Custom_NotRegistered_IsUnknownAlsoNegated()
    {
        Custom.Condition("on-call").Evaluate(Context()).Says(ConditionResult.Unknown, Reason.ConditionNotMet);
        (!Custom.Condition("on-call")).Evaluate(Context()).Says(ConditionResult.Unknown, Reason.ConditionNotMet);
    }

    [Fact]
    public void Custom_Throws_IsUnknownAlsoNegatedAndKeepsTheSecret()
    {
        var context = WithCustom(new OnCall((_, _) => throw new InvalidOperationException("password=hunter2")));

        var finding = Custom.Condition("on-call").Evaluate(context).Says(ConditionResult.Unknown, Reason.ConditionNotMet);
        (!Custom.Condition("on-call")).Evaluate(context).Says(ConditionResult.Unknown, Reason.ConditionNotMet);

        Assert.Contains(nameof(InvalidOperationException), finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Custom_GivesNoAnswer_IsUnknown() =>
        Custom.Condition("on-call").Evaluate(WithCustom(new OnCall((_, _) => null!))).Says(ConditionResult.Unknown, Reason.ConditionNotMet);

    [Fact]
    public void Custom_EqualParameters_AreWrittenEqually() =>
        Assert.Equal(Custom.Condition("x", """{"b":[1,{"d":1,"c":2}],"a":"ü"}"""), Custom.Condition("x", """ { "a" : "\u00fc", "b" : [ 1, { "c":2, "d":1 } ] } """));

    [Theory]
    [InlineData("[]", "$.custom.parameters")]
    [InlineData("nonsense", "$.custom.parameters")]
    [InlineData("""{"a":{"b":1,"b":2}}""", "$.custom.parameters.a.b")]
    [InlineData("""{"a":["\u202e"]}""", "$.custom.parameters.a[0]")]
    [InlineData("""{"a":"\ud800"}""", "$.custom.parameters.a")]
    [InlineData("""{"\ud800":1}""", "$.custom.parameters")]
    [InlineData("""{"a":[[[[[[[[1]]]]]]]]}""", "$.custom.parameters")]
    public void Check_BadParameters_AreRefused(string parameters, string path)
    {
        var findings = new List<Finding>();
        Custom.Condition("x", parameters).Check("$.custom", findings);

        Assert.Equal(path, Assert.Single(findings).Member);
    }

    [Fact]
    public void Custom_ParametersAsElement_AreTheSame()
    {
        using var document = JsonDocument.Parse("""{"team":"payments"}""");

        Assert.Equal(Custom.Condition("x", """{"team":"payments"}"""), Custom.Condition("x", document.RootElement));

        var findings = new List<Finding>();
        Custom.Condition("x", default(JsonElement)).Check("$.custom", findings);
        Assert.Equal("$.custom.parameters", Assert.Single(findings).Member);
    }

    [Fact]
    public void Check_ParametersTooLong_AreRefused()
    {
        var findings = new List<Finding>();
        Custom.Condition("x", $$"""{"a":"{{new string('a', 16 * 1024)}}"}""").Check("$.custom", findings);

        Assert.Equal("$.custom.parameters", Assert.Single(findings).Member);
    }

    [Fact]
    public void Registry_TwoOfAName_NamesBothTypes()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new ConditionRegistry([new OnCall((_, _) => null!), new OnCall((_, _) => null!)]));

        Assert.Contains("on-call", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registry_NameNotCanonical_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new ConditionRegistry([new OnCall((_, _) => null!) { Name = "On Call" }]));

    private sealed class OnCall(Func<ConditionContext, JsonElement, ConditionOutcome> evaluate) : ICondition
    {
        public string Name { get; init; } = "on-call";

        public IReadOnlyList<Finding> Validate(JsonElement parameters) => [];

        public ConditionOutcome Evaluate(ConditionContext context, JsonElement parameters) => evaluate(context, parameters);
    }
}
