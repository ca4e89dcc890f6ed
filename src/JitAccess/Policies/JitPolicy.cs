using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;

namespace JitAccess;

/// <summary>
/// What may be asked for: by whom, for which scopes, under which conditions, for how long, how often, and who approves in which order.
/// </summary>
/// <remarks>
/// A policy is data. From <see cref="Create"/> or from a file, it has passed every check of <c>docs/reference/policies.md</c>. Immutable and safe
/// for concurrent use.
/// </remarks>
public sealed class JitPolicy
{
    private string? _hash;
    private JitPolicy? _ofExtensions;

    /// <summary>Gets how long before its end a grant that may be extended is warned of where the policy does not say it: 5 minutes.</summary>
    public static Duration DefaultWarning { get; } = Duration.FromMinutes(5);

    /// <summary>Takes values as they are; <see cref="PolicyRules"/> has judged them, or <see cref="PolicyConjunction"/> made them.</summary>
    internal JitPolicy(PolicyDraft draft)
    {
        Name = draft.Name!;
        Scopes = draft.Scopes;
        Eligible = draft.Eligible!;
        Conditions = draft.Conditions;
        MinDuration = draft.MinDuration ?? Duration.FromSeconds(1);
        MaxDuration = draft.MaxDuration!.Value;
        Uses = draft.Uses;
        RecordsUse = draft.RecordsUse;
        JustificationMinLength = draft.JustificationMinLength;
        Stages = [.. draft.Stages.Select(stage => new ApprovalStage(stage))];
        AutoApproved = draft.AutoApproved;
        ClaimsGoodFor = draft.ClaimsGoodFor;
        PendingFor = draft.PendingFor;
        ScheduledUpTo = draft.ScheduledUpTo;
        Activation = draft.Activation;
        ClaimFor = draft.ClaimFor;
        WarnBefore = draft.WarnBefore;
        Extension = draft.Extension is { } extension ? new ExtensionRule(extension) : null;
        BreakGlass = draft.BreakGlass is { } glass ? new BreakGlassRule(glass) : null;
        Allowance = draft.Allowance is { } allowance ? new AllowanceRule(allowance) : null;
        Ticket = draft.Ticket;
    }

    /// <summary>Gets the name, unique across all policy sets: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</summary>
    public string Name { get; }

    /// <summary>Gets what a grant under this policy allows at most, 1 to 200 scopes.</summary>
    public ImmutableArray<Scope> Scopes { get; }

    /// <summary>Gets who may ask.</summary>
    public Condition Eligible { get; }

    /// <summary>Gets what must hold besides, all of it, when access is asked for and when it is activated. <value>The default is empty.</value></summary>
    public ImmutableArray<Condition> Conditions { get; }

    /// <summary>Gets the shortest duration that can be asked for, in whole seconds. <value>The default is 1 second.</value></summary>
    public Duration MinDuration { get; }

    /// <summary>Gets the longest duration that can be asked for, in whole seconds, at most 366 days.</summary>
    public Duration MaxDuration { get; }

    /// <summary>
    /// Gets how many operations a grant admits, 1 to 1000, or <see langword="null"/> for any number.
    /// <value>The default is <see langword="null"/>.</value>
    /// </summary>
    public int? Uses { get; }

    /// <summary>
    /// Gets a value indicating whether every use is written to the journal.
    /// <value>The default is <see langword="false"/>.</value>
    /// </summary>
    public bool RecordsUse { get; }

    /// <summary>
    /// Gets the least characters of the justification, 0 to 1000; at 0 it may be left out.
    /// <value>The default is 0.</value>
    /// </summary>
    public int JustificationMinLength { get; }

    /// <summary>
    /// Gets the pattern that the whole ticket must match, or <see langword="null"/> when none is demanded.
    /// <value>The default is <see langword="null"/>.</value>
    /// </summary>
    public string? TicketPattern => Ticket?.Pattern;

    /// <summary>Gets the stages in their order; empty for an automatic approval, and where the glass is broken.</summary>
    public ImmutableArray<ApprovalStage> Stages { get; }

    /// <summary>
    /// Gets a value indicating whether a request that meets the policy is approved at once.
    /// <value>The default is <see langword="false"/>.</value>
    /// </summary>
    public bool AutoApproved { get; }

    /// <summary>
    /// Gets how long claims stand for a subject that no directory knows. It only shortens the application's own limit.
    /// <value>The default is <see langword="null"/>: the application's limit.</value>
    /// </summary>
    public Duration? ClaimsGoodFor { get; }

    /// <summary>
    /// Gets how long a request may wait for its approvals.
    /// <value>The default is <see langword="null"/>: the application's default.</value>
    /// </summary>
    public Duration? PendingFor { get; }

    /// <summary>
    /// Gets how far ahead a start may be set, or <see langword="null"/> when access begins with its approval and not otherwise.
    /// <value>The default is <see langword="null"/>.</value>
    /// </summary>
    public Duration? ScheduledUpTo { get; }

    /// <summary>Gets how a grant begins that no start was set for. <value>The default is <see cref="JitActivation.Approval"/>.</value></summary>
    public JitActivation Activation { get; }

    /// <summary>
    /// Gets how long an approved grant may lie unclaimed, or unused where its first use begins it, in whole seconds, at most 366 days.
    /// <value>The default is <see langword="null"/>: the application's default.</value>
    /// </summary>
    public Duration? ClaimFor { get; }

    /// <summary>
    /// Gets how long before a grant's end its holder is warned, in whole seconds, at most 366 days; a grant that is not longer than that ends without a warning.
    /// <value>The default is <see langword="null"/>: <see cref="DefaultWarning"/> where grants may be extended, and no warning where they may not.</value>
    /// </summary>
    public Duration? WarnBefore { get; }

    /// <summary>
    /// Gets how grants may be extended, or <see langword="null"/> when they may not.
    /// <value>The default is <see langword="null"/>.</value>
    /// </summary>
    public ExtensionRule? Extension { get; }

    /// <summary>
    /// Gets how the policy lets somebody in at once in an emergency, or <see langword="null"/> when it does not.
    /// <value>The default is <see langword="null"/>.</value>
    /// </summary>
    public BreakGlassRule? BreakGlass { get; }

    /// <summary>
    /// Gets how much time one subject may have in all within any window of a length, or <see langword="null"/> when it is not bounded.
    /// <value>The default is <see langword="null"/>.</value>
    /// </summary>
    public AllowanceRule? Allowance { get; }

    /// <summary>Gets the SHA-256 of the canonical form in lower-case hexadecimal.</summary>
    public string Hash => _hash ??= CanonicalJson.Hash(CanonicalJson.Bytes(Write));

    /// <summary>
    /// What an extension is asked under: this policy, but for how long in all and who approves it; <see langword="null"/> when there is none.
    /// </summary>
    internal JitPolicy? OfExtensions => Extension is not { } rule ? null : _ofExtensions ??= new JitPolicy(new PolicyDraft
    {
        Name = Name,
        Scopes = Scopes,
        Eligible = Eligible,
        Conditions = Conditions,
        MinDuration = MinDuration,
        MaxDuration = rule.UpTo,
        RecordsUse = RecordsUse,
        JustificationMinLength = JustificationMinLength,
        Ticket = Ticket,
        Stages = [.. rule.Stages.Select(StageDraft.Of)],
        AutoApproved = rule.AutoApproved,
        ClaimsGoodFor = ClaimsGoodFor,
        PendingFor = PendingFor,
        WarnBefore = Warning,
        Allowance = Allowance is { } allowance ? new AllowanceDraft { Total = allowance.Total, Within = allowance.Within } : null,
    });

    /// <summary>How long before the end the holder is warned; nothing when nobody is.</summary>
    internal Duration? Warning => WarnBefore ?? (Extension is null ? null : DefaultWarning);

    /// <summary>Whether a request that meets the policy waits for nobody.</summary>
    internal bool ApprovesAtOnce => AutoApproved || BreakGlass is not null;

    /// <summary>Gets the condition that <see cref="TicketPattern"/> stands for.</summary>
    internal TicketCondition? Ticket { get; }

    /// <summary>Begins a policy.</summary>
    /// <param name="name">The name: lower-case words of <c>a-z 0-9</c> joined by <c>-</c>, at most 64 characters.</param>
    /// <returns>A builder; nothing is checked before <see cref="JitPolicyBuilder.Build"/>.</returns>
    public static JitPolicyBuilder Create(string name) => new(name);

    /// <summary>Returns the canonical form: the text that is published and hashed.</summary>
    /// <returns>Compact JSON.</returns>
    public string ToJson() => CanonicalJson.Text(Write);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Judges who may ask.</summary>
    internal ConditionOutcome JudgeEligibility(ConditionContext context) => Eligible.Evaluate(context);

    /// <summary>Judges everything else that must hold: conditions, ticket, and the sign-in of whoever breaks the glass. A policy without any is satisfied.</summary>
    internal ConditionOutcome JudgeConditions(ConditionContext context)
    {
        var all = Ticket is null ? Conditions : Conditions.Add(Ticket);
        return AllCondition.Judge(BreakGlass is null ? all : all.Add(BreakGlass.FreshSignIn), context);
    }

    /// <summary>Writes the policy in its canonical form.</summary>
    internal void Write(Utf8JsonWriter writer) => PolicyWriter.Write(writer, this);
}
