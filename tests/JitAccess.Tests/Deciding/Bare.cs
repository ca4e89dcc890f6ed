using System.Collections.Immutable;
using NodaTime;

namespace JitAccess.Tests.Deciding;

/// <summary>Records and circumstances with nothing in them but what every decision needs: a test says what it is about with <c>with</c>.</summary>
internal static class Bare
{
    /// <summary>A Monday morning.</summary>
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 9, 0);

    public static readonly Subject Amina = Subject.Human("idp", "amina");

    private static readonly PolicyPin Pin = new("policy", "set", 1, "hash");

    /// <summary>A request of Amina's for ten minutes, which waits for a vote for an hour.</summary>
    public static RequestRecord Request(params ImmutableArray<Scope> scopes) => new()
    {
        Id = "r",
        Subject = Amina,
        ActsFor = [],
        Policy = Pin,
        Scopes = scopes,
        Duration = Duration.FromMinutes(10),
        State = RequestState.Pending,
        CreatedAt = Now,
        Lapses = Deadline.After(Now, Duration.FromHours(1)),
        Presented = [],
        Votes = [],
        GrantId = "g",
    };

    /// <summary>Amina's live grant from that request.</summary>
    public static GrantRecord Grant(params ImmutableArray<Scope> scopes) => new()
    {
        Id = "g",
        RequestId = "r",
        Subject = Amina,
        ActsFor = [],
        Policy = Pin,
        Scopes = scopes,
        State = GrantState.Active,
        Start = Now,
        End = Deadline.After(Now, Duration.FromMinutes(10)),
        RecordsUse = false,
        ApprovedBy = [],
    };

    /// <summary>Circumstances in which nothing stands in the way.</summary>
    /// <param name="writer">Whose texts are written down; Amina's, if nobody is named.</param>
    public static DecisionContext Context(Subject? writer = null) => new()
    {
        Now = Now,
        Limits = new JitLimits(),
        Texts = new PersonalTexts(writer ?? Amina, new byte[32]),
        Conditions = ConditionRegistry.Empty,
        Guardrails = Guardrails.None,
    };
}
