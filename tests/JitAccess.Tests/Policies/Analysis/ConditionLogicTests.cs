using JitAccess.Tests.Facts.Conditions;
using NodaTime;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>What follows from conditions, kind by kind: it is proved where it can be, and nothing is proved that is not so.</summary>
public sealed class ConditionLogicTests
{
    private static readonly LocalTime Nine = new(9, 0);

    public static TheoryData<string, string> Narrower => new()
    {
        { """{"role":"a"}""", """{"role":["a","b"]}""" },
        { """{"role":"a"}""", """{"everyone":true}""" },
        { """{"attribute":{"name":"x","anyOf":"a"}}""", """{"attribute":{"name":"x","anyOf":["a","b"]}}""" },
        { """{"device":{"name":"x","anyOf":"a"}}""", """{"device":{"name":"x","anyOf":["a","b"]}}""" },
        { """{"network":["10.1.0.0/16","10.2.0.0/16"]}""", """{"network":["10.0.0.0/8","2001:db8::/32"]}""" },
        { """{"risk":{"atMost":10}}""", """{"risk":{"atMost":30}}""" },
        { """{"signedIn":{"within":"PT5M","methods":{"allOf":["pwd","otp"]}}}""", """{"signedIn":{"within":"PT1H","methods":{"anyOf":["otp","hwk"]}}}""" },
        { """{"signedIn":{"methods":{"anyOf":["otp"]}}}""", """{"signedIn":{"methods":{"anyOf":["otp","hwk"]}}}""" },
        { """{"signedIn":{"levels":["high"],"within":"PT5M"}}""", """{"signedIn":{"levels":["high","low"]}}""" },
        { """{"not":{"role":["a","b"]}}""", """{"not":{"role":"a"}}""" },
        { """{"not":{"risk":{"atMost":30}}}""", """{"not":{"risk":{"atMost":10}}}""" },
        { """{"subject":{"issuer":"i","id":"a"}}""", """{"not":{"subject":{"issuer":"i","id":"b"}}}""" },
        { """{"all":[{"role":"a"},{"ticket":{"pattern":"x"}}]}""", """{"ticket":{"pattern":"x"}}""" },
        { """{"role":"a"}""", """{"any":[{"ticket":{"pattern":"x"}},{"role":"a"}]}""" },
        { """{"custom":{"name":"on-call"}}""", """{"not":{"not":{"custom":{"name":"on-call"}}}}""" },
        { """{"during":{"zone":"UTC","from":"09:00","to":"10:00","days":["monday"]}}""", """{"during":{"zone":"UTC","from":"08:00","to":"18:00"}}""" },
        { """{"during":{"zone":"UTC","from":"22:00","to":"02:00","onDates":["2026-12-21"]}}""", """{"during":{"zone":"UTC","from":"22:00","to":"02:00","days":["monday"]}}""" },
        { """{"during":{"zone":"UTC","days":["monday"],"exceptDates":["2026-12-21"]}}""", """{"during":{"zone":"UTC","exceptDates":["2026-12-21","2026-12-22"]}}""" },
    };

    [Theory]
    [MemberData(nameof(Narrower))]
    public void Implies_Narrower_IsProvedOneWayOnly(string narrower, string wider)
    {
        var (one, other) = (Read(narrower), Read(wider));

        Assert.True(ConditionLogic.Implies(one, other));
        Assert.Equal(one.Kind == "custom", ConditionLogic.Implies(other, one));
    }

    [Theory]
    [InlineData("""{"role":"a"}""", """{"attribute":{"name":"role","anyOf":"a"}}""")]
    [InlineData("""{"not":{"role":"b"}}""", """{"role":"a"}""")]
    [InlineData("""{"role":"a"}""", """{"not":{"role":"b"}}""")]
    [InlineData("""{"not":{"attribute":{"name":"x","anyOf":["a","b"]}}}""", """{"not":{"attribute":{"name":"y","anyOf":"a"}}}""")]
    [InlineData("""{"ticket":{"pattern":"OPS-1"}}""", """{"ticket":{"pattern":"OPS-.*"}}""")]
    [InlineData("""{"signedIn":{"methods":{"anyOf":["otp","hwk"]}}}""", """{"signedIn":{"methods":{"allOf":["otp"]}}}""")]
    [InlineData("""{"during":{"zone":"UTC","days":["monday"]}}""", """{"during":{"zone":"Europe/Paris","days":["monday"]}}""")]
    [InlineData("""{"during":{"zone":"UTC","from":"22:00","to":"02:00","days":["monday"]}}""", """{"during":{"zone":"UTC","days":["monday"]}}""")]
    [InlineData("""{"custom":{"name":"on-call","parameters":{"a":1}}}""", """{"custom":{"name":"on-call"}}""")]
    public void Implies_WhatDoesNotFollow_IsNotProved(string one, string other) => Assert.False(ConditionLogic.Implies(Read(one), Read(other)));

    [Theory]
    [InlineData("""{"all":[{"role":"a"},{"not":{"role":["a","b"]}}]}""")]
    [InlineData("""{"all":[{"subject":{"issuer":"i","id":"a"}},{"subject":{"issuer":"i","id":"b"}}]}""")]
    [InlineData("""{"all":[{"network":"10.0.0.0/8"},{"network":["192.0.2.0/24","2001:db8::/32"]}]}""")]
    [InlineData("""{"all":[{"any":[{"role":"a"},{"role":"b"}]},{"not":{"role":["a","b"]}}]}""")]
    [InlineData("""{"not":{"everyone":true}}""")]
    [InlineData("""{"not":{"risk":{"atMost":100}}}""")]
    [InlineData("""{"not":{"any":[{"role":"a"},{"everyone":true}]}}""")]
    [InlineData("""{"during":{"zone":"UTC","onDates":["2026-06-09"]}}""")]
    [InlineData("""{"during":{"zone":"UTC","onDates":["2026-06-15"],"days":["tuesday"]}}""")]
    [InlineData("""{"all":[{"during":{"zone":"UTC","from":"09:00","to":"10:00"}},{"during":{"zone":"UTC","from":"10:00","to":"11:00"}}]}""")]
    [InlineData("""{"all":[{"during":{"zone":"UTC","days":["monday"]}},{"during":{"zone":"UTC","days":["sunday"]}}]}""")]
    public void NeverHolds_Contradiction_IsProved(string condition) => Assert.True(ConditionLogic.NeverHolds(Read(condition), Given.Noon));

    [Theory]
    [InlineData("""{"all":[{"role":"a"},{"role":"b"}]}""")]
    [InlineData("""{"all":[{"role":["a","b"]},{"not":{"role":"a"}}]}""")]
    [InlineData("""{"during":{"zone":"UTC","onDates":["2026-06-10"]}}""")]
    [InlineData("""{"during":{"zone":"UTC","from":"22:00","to":"12:01","onDates":["2026-06-09"]}}""")]
    [InlineData("""{"all":[{"during":{"zone":"UTC","from":"22:00","to":"02:00","days":["saturday"]}},{"during":{"zone":"UTC","days":["sunday"]}}]}""")]
    [InlineData("""{"not":{"risk":{"atMost":99}}}""")]
    public void NeverHolds_WhatCanHold_IsNotProved(string condition) => Assert.False(ConditionLogic.NeverHolds(Read(condition), Given.Noon));

    [Fact]
    public void NeverHolds_WindowInARepeatedHour_IsPastOnlyWhenTheLaterIs()
    {
        var window = During.Hours("Europe/Paris", new LocalTime(1, 0), new LocalTime(2, 30), onDates: [new LocalDate(2026, 10, 25)]);

        Assert.False(ConditionLogic.NeverHolds(window, Given.At("2026-10-25T01:29:59Z")));
        Assert.True(ConditionLogic.NeverHolds(window, Given.At("2026-10-25T01:30:00Z")));
        Assert.True(window.Evaluate(Given.ContextAt(Given.At("2026-10-25T01:29:59Z"))).IsSatisfied);
    }

    [Fact]
    public void NeverHolds_DatesAtTheEndsOfTheCalendar_CanBeTold()
    {
        Assert.False(ConditionLogic.NeverHolds(During.Dates("UTC", LocalDate.MaxIsoValue), Given.Noon));
        Assert.True(ConditionLogic.NeverHolds(During.Hours("UTC", Nine, Nine, onDates: [LocalDate.MinIsoValue]), Given.Noon));
    }

    [Fact]
    public void Implies_ConditionMadeToBeSlow_GivesUp()
    {
        var many = Condition.All([.. Enumerable.Range(0, 100).Select(index => Condition.Any([.. Enumerable.Range(0, 100).Select(role => Has.Role($"{index}-{role}"))]))]);

        Assert.False(ConditionLogic.Implies(many, Condition.All([.. many.Children.Reverse().Select(child => child | Has.Role("x"))]) & Has.Role("y")));
    }

    private static Condition Read(string json)
    {
        var findings = new List<Finding>();
        using var document = System.Text.Json.JsonDocument.Parse(json);
        var condition = ConditionReader.Read(new StrictItem(document.RootElement, "$"), findings);
        Assert.Empty(findings);
        return condition!;
    }
}
