using static JitAccess.Tests.Facts.Conditions.Given;

namespace JitAccess.Tests.Facts.Conditions;

public sealed class TicketConditionTests
{
    [Theory]
    [InlineData("OPS-[0-9]+", "OPS-4711")]
    [InlineData("OPS-[0-9]+|CHG[0-9]{7}", "CHG1234567")]
    [InlineData("(?i)ops-[0-9]+", "OPS-1")]
    [InlineData("(?x)OPS-[0-9]+ ", "OPS-1")]
    public void Ticket_WholeMatch_Holds(string pattern, string ticket) => Has.Ticket(pattern).Evaluate(Ticket(ticket)).Holds();

    [Theory]
    [InlineData("OPS-[0-9]+", "XOPS-4711")]
    [InlineData("OPS-[0-9]+", "OPS-4711x")]
    [InlineData("OPS-[0-9]+", "OPS-4711\n")]
    [InlineData("OPS-[0-9]+", "x\nOPS-4711")]
    [InlineData("OPS-[0-9]+", "ops-4711")]
    [InlineData("OPS-[0-9]+|CHG[0-9]{7}", "OPS-")]
    [InlineData("A|B", "AB")]
    [InlineData("(?m)^OPS-1$", "x\nOPS-1\nx")]
    public void Ticket_OtherForm_IsAMismatch(string pattern, string ticket)
    {
        var finding = Has.Ticket(pattern).Evaluate(Ticket(ticket)).Says(ConditionResult.NotSatisfied, Reason.TicketMismatch);

        Assert.Equal(("ticket", pattern), (finding.Member, finding.Limit));
        Assert.DoesNotContain('\n', finding.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Ticket_NotNamed_IsMissingAlsoNegated(string? ticket)
    {
        Has.Ticket(".*").Evaluate(Ticket(ticket)).Says(ConditionResult.Unknown, Reason.TicketMissing);
        (!Has.Ticket(".*")).Evaluate(Ticket(ticket)).Says(ConditionResult.Unknown, Reason.TicketMissing);
    }

    [Fact]
    public void Ticket_LongerThanAnyTicket_IsAMismatch() =>
        Has.Ticket("A*").Evaluate(Ticket(new string('A', 201))).Says(ConditionResult.NotSatisfied, Reason.TicketMismatch);

    [Fact]
    public void Ticket_TakesTooLong_IsUnknownAlsoNegated()
    {
        var endless = new TicketCondition("(.*[a-m].{0,99}){0,9}q", TimeSpan.FromTicks(1));
        var ticket = Ticket(new string('a', 200));

        endless.Evaluate(ticket).Says(ConditionResult.Unknown, Reason.ConditionNotMet);
        (!endless).Evaluate(ticket).Says(ConditionResult.Unknown, Reason.ConditionNotMet);
    }

    [Theory]
    [InlineData("")]
    [InlineData("OPS-[0-9")]
    [InlineData("(a)|(?:b")]
    [InlineData("a)|(?:b")]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)a")]
    [InlineData("(?>a+)b")]
    [InlineData("(?x)a#")]
    [InlineData("a{1000}{1000}")]
    [InlineData("a\u202Eb")]
    public void Check_PatternThatCannotBeUsed_IsRefused(string pattern)
    {
        var findings = new List<Finding>();
        Has.Ticket(pattern).Check("$.ticket", findings);

        Assert.Equal("$.ticket.pattern", Assert.Single(findings).Member);
    }

    [Fact]
    public void Check_PatternOfTheLimit_IsAcceptedAndOneMoreRefused()
    {
        var findings = new List<Finding>();

        Has.Ticket(new string('a', 200)).Check("$", findings);
        Assert.Empty(findings);

        Has.Ticket(new string('a', 201)).Check("$", findings);
        Assert.Single(findings);
    }

    [Fact]
    public void Ticket_UnusablePattern_NeverHolds() =>
        Has.Ticket("(").Evaluate(Ticket("(")).Says(ConditionResult.NotSatisfied, Reason.TicketMismatch);
}
