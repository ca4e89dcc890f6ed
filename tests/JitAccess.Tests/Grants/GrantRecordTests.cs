using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>By what a store finds a grant, and what never changes.</summary>
public sealed class GrantRecordTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 9, 0);

    private static readonly GrantRecord Grant = new()
    {
        Id = "g",
        RequestId = "r",
        Subject = Subject.Human("idp", "amina"),
        ActsFor = [],
        Policy = new PolicyPin("policy", "set", 1, "hash"),
        Scopes = [],
        State = GrantState.Active,
        Start = Start,
        End = Deadline.After(Start, Duration.FromMinutes(10)),
        RecordsUse = false,
        ApprovedBy = [Subject.Human("idp", "bo")],
    };

    [Theory]
    [InlineData("Scheduled", false)]
    [InlineData("Claimable", false)]
    [InlineData("Active", false)]
    [InlineData("Expired", true)]
    [InlineData("Released", true)]
    [InlineData("Revoked", true)]
    [InlineData("UsedUp", true)]
    public void IsTerminal_EveryState_IsWhatNeverChangesAndIsNeverDue(string state, bool isTerminal)
    {
        var grant = Grant with { State = Enum.Parse<GrantState>(state) };

        Assert.Equal(isTerminal, grant.IsTerminal);
        Assert.Equal(isTerminal, grant.Index.IsTerminal);
        Assert.Equal(isTerminal ? null : grant.State == GrantState.Scheduled ? Deadline.From(grant.Start) : grant.End, grant.Index.Due);
        Assert.Equal(isTerminal ? grant.State : GrantState.Expired, grant.StateAt(grant.End.At));
    }

    [Fact]
    public void Index_ManyApprovers_HolderAndUsedUpAreAlwaysAmongTheParties()
    {
        var grant = Grant with { State = GrantState.UsedUp, ApprovedBy = [.. Enumerable.Range(0, 100).Select(number => Subject.Human("idp", $"bo-{number}"))] };

        Assert.Equal(64, grant.Index.Parties.Length);
        Assert.Contains(grant.Subject.Key, grant.Index.Parties);
        Assert.Equal(GrantRecord.CarryingOn, grant.Index.Parties[0]);
    }

    [Fact]
    public void Index_UsedUpUntilItIsCutOff_IsFoundAsCarryingOn()
    {
        var usedUp = Grant with { State = GrantState.UsedUp };
        string[] people = [Grant.Subject.Key, Grant.ApprovedBy[0].Key];

        Assert.Equal([GrantRecord.CarryingOn, .. people], usedUp.Index.Parties.ToArray());
        Assert.Equal(people, (usedUp with { CutOff = GrantState.Revoked }).Index.Parties.ToArray());
        Assert.Equal(people, Grant.Index.Parties.ToArray());
    }
}
