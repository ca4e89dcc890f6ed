using JitAccess.Spec;

namespace JitAccess.Tests.Deciding.Model;

/// <summary>One step of a history: a command, or something that happens around it.</summary>
internal abstract record Move
{
    public sealed record Submit(SpecCaller Caller, SpecAsk Ask) : Move;

    public sealed record Extend(SpecCaller Caller, string Grant, long Duration, string? Justification) : Move;

    public sealed record Vote(SpecCaller Caller, string Request, SpecBallot Ballot) : Move;

    public sealed record Delegate(SpecCaller Caller, SpecDelegation Made) : Move;

    public sealed record EndDelegation(SpecCaller Caller, string Delegation) : Move;

    public sealed record Withdraw(SpecCaller Caller, string Request) : Move;

    public sealed record Activate(SpecCaller Caller, string Request) : Move;

    public sealed record Release(SpecCaller Caller, string Grant) : Move;

    public sealed record Revoke(SpecCaller Caller, string Grant) : Move;

    public sealed record RevokeAll(SpecCaller Caller, SpecAccount? OfAccount, string? OfPolicy, SpecScope? OfScope) : Move
    {
        public bool Picks(SpecGrant grant) =>
            OfAccount is not null ? grant.Holder == OfAccount || grant.Request.Requester.Bounds.Exists(principal => principal.Account == OfAccount)
            : OfPolicy is not null ? grant.Request.Pinned.Name == OfPolicy
            : grant.Scopes.Exists(scope => scope.Overlaps(OfScope!));
    }

    public sealed record Review(SpecCaller Caller, string Grant, string Outcome) : Move;

    public sealed record Use(SpecAccount Account, string Permission, string Resource) : Move;

    public sealed record Publish(SpecSet Set, bool ReplacesSameVersion) : Move;

    /// <summary>Time passes.</summary>
    public sealed record Wait(long Milliseconds) : Move;

    /// <summary>Housekeeping writes down what is due.</summary>
    public sealed record KeepHouse : Move;

    /// <summary>Those who hold something are judged anew.</summary>
    public sealed record Recheck : Move;

    /// <summary>The directory learns something, forgets someone, or goes away.</summary>
    public sealed record ChangeDirectory(Action<SpecDirectory> Change, string What) : Move
    {
        public override string ToString() => $"ChangeDirectory {{ {What} }}";
    }
}
