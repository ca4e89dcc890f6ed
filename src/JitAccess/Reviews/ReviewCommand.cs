namespace JitAccess;

/// <summary>Review a grant under which the glass was broken.</summary>
internal sealed record ReviewCommand(Party Reviewer, GrantRecord Grant, PolicyPair Policies, Rights Rights, ReviewOutcome Outcome, string Comment);
