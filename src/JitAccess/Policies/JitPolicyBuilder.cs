using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>Writes a policy in C#. Nothing is checked before <see cref="Build"/>, which reports everything at once.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class JitPolicyBuilder
{
    private readonly List<Condition> _conditions = [];
    private readonly List<StageDraft> _stages = [];
    private List<string>? _permissions;
    private List<string>? _resources;
    private List<(string Permission, string? Resource)>? _scopes;
    private PolicyDraft _draft;

    internal JitPolicyBuilder(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _draft = new PolicyDraft { Name = name };
    }

    /// <summary>Names what may be done, on every resource that <see cref="On"/> names.</summary>
    /// <param name="permissions">Permissions such as <c>orders:refund</c>.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder Grants(params ReadOnlySpan<string> permissions)
    {
        (_permissions ??= []).AddRange(permissions);
        return this;
    }

    /// <summary>Names where it may be done. A policy that names no resource covers the root alone.</summary>
    /// <param name="resources">Resources such as <c>orders/4711</c>, or <c>orders/*</c> for every descendant.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder On(params ReadOnlySpan<string> resources)
    {
        (_resources ??= []).AddRange(resources);
        return this;
    }

    /// <summary>Adds one pair of permission and resource, besides those that <see cref="Grants"/> and <see cref="On"/> combine to.</summary>
    /// <param name="permission">A permission such as <c>orders:read</c>.</param>
    /// <param name="resource">A resource; the root when left out.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder GrantsScope(string permission, string? resource = null)
    {
        (_scopes ??= []).Add((permission, resource));
        return this;
    }

    /// <summary>Says who may ask. Said again, it replaces what was said before.</summary>
    /// <param name="condition">Who may ask.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder Eligible(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return With(_draft with { Eligible = condition });
    }

    /// <summary>Adds what must hold besides.</summary>
    /// <param name="conditions">Conditions that must all hold.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder When(params ReadOnlySpan<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            ArgumentNullException.ThrowIfNull(condition, nameof(conditions));
            _conditions.Add(condition);
        }

        return this;
    }

    /// <summary>Says how long at most.</summary>
    /// <param name="duration">Whole seconds, at most 366 days.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder UpTo(Duration duration) => With(_draft with { MaxDuration = duration });

    /// <summary>Says how long at least; 1 second when left out.</summary>
    /// <param name="duration">Whole seconds, not above the maximum.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder AtLeast(Duration duration) => With(_draft with { MinDuration = duration });

    /// <summary>Says how many operations a grant admits; any number when left out.</summary>
    /// <param name="uses">1 to 1000.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder Uses(int uses) => With(_draft with { Uses = uses });

    /// <summary>Says that a grant admits one operation.</summary>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder SingleUse() => Uses(1);

    /// <summary>Says that every use is written to the journal.</summary>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder RecordsUse() => With(_draft with { RecordsUse = true });

    /// <summary>Demands a reason.</summary>
    /// <param name="minLength">The least characters, 1 to 1000; 0 makes the reason optional.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder RequiresJustification(int minLength = 1) => With(_draft with { JustificationMinLength = minLength });

    /// <summary>Demands a ticket.</summary>
    /// <param name="pattern">
    /// A regular expression that the whole ticket must match, at most 200 characters, without backreferences and lookarounds.
    /// </param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder RequiresTicket(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return With(_draft with { Ticket = new TicketCondition(pattern) });
    }

    /// <summary>Adds a stage after those that were added before.</summary>
    /// <param name="name">The name, unique within the policy.</param>
    /// <param name="stage">Says who approves and how many it takes.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder Stage(string name, Action<ApprovalStageBuilder> stage)
    {
        _stages.Add(StageDraft.Of(name, stage));
        return this;
    }

    /// <summary>
    /// Approves every request that meets the policy at once. The policy must say who (a role, an attribute or a subject), what and where (not
    /// <c>*</c>), and has no stages.
    /// </summary>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder AutoApproved() => With(_draft with { AutoApproved = true });

    /// <summary>Shortens how long claims stand for a subject that no directory knows.</summary>
    /// <param name="duration">Whole seconds, at most 366 days; longer than the application's limit changes nothing.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder ClaimsGoodFor(Duration duration) => With(_draft with { ClaimsGoodFor = duration });

    /// <summary>Says how long a request may wait for its approvals.</summary>
    /// <param name="duration">Whole seconds, at most 366 days.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder PendingFor(Duration duration) => With(_draft with { PendingFor = duration });

    /// <summary>Lets whoever asks set a start; left out, access begins with its approval.</summary>
    /// <param name="ahead">How far ahead at most: whole seconds, at most 366 days.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder ScheduledUpTo(Duration ahead) => With(_draft with { ScheduledUpTo = ahead });

    /// <summary>Lets an approved grant wait for the first operation that needs it; from then on its time runs.</summary>
    /// <param name="claimFor">How long it may lie unused: whole seconds, at most 366 days; left out, as long as the application says.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder BeginsAtFirstUse(Duration? claimFor = null) => With(_draft with { Activation = JitActivation.FirstUse, ClaimFor = claimFor });

    /// <summary>Lets an approved grant wait until its holder claims it; from then on its time runs, and nothing is admitted before.</summary>
    /// <param name="claimFor">How long it may lie unclaimed: whole seconds, at most 366 days; left out, as long as the application says.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder BeginsWhenClaimed(Duration? claimFor = null) => With(_draft with { Activation = JitActivation.Claim, ClaimFor = claimFor });

    /// <summary>
    /// Says how long before the end of a grant its holder is warned; left out, <see cref="JitPolicy.DefaultWarning"/> where grants may be extended, and never otherwise.
    /// </summary>
    /// <param name="ahead">Whole seconds, at most 366 days. A grant that is not longer than that ends without a warning.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder WarnsBefore(Duration ahead) => With(_draft with { WarnBefore = ahead });

    /// <summary>Lets holders ask for more time while their grant lives.</summary>
    /// <param name="upTo">How long a grant and its extensions may last in all: whole seconds, more than the longest duration and at most 366 days.</param>
    /// <param name="extension">Says who approves it.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder Extendable(Duration upTo, Action<ExtensionBuilder> extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var builder = new ExtensionBuilder();
        extension(builder);
        return With(_draft with { Extension = builder.Draft(upTo) });
    }

    /// <summary>Bounds how much time one subject has in all under this policy within any window of a length. Grants that overlap count once.</summary>
    /// <param name="total">Whole seconds: not less than the longest duration, an extension included, and less than the window.</param>
    /// <param name="within">The window: whole seconds, at most 31 days.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder AtMost(Duration total, Duration within) => With(_draft with { Allowance = new AllowanceDraft { Total = total, Within = within } });

    /// <summary>
    /// Lets whoever is eligible in at once in an emergency, without an approval: for at most 1 hour, after a fresh sign-in, with a reason, told to
    /// everybody who was bypassed, and to be reviewed before the same human can do it again.
    /// </summary>
    /// <param name="glass">Says who reviews it.</param>
    /// <returns>This builder.</returns>
    public JitPolicyBuilder BreakGlass(Action<BreakGlassBuilder> glass)
    {
        ArgumentNullException.ThrowIfNull(glass);
        var builder = new BreakGlassBuilder();
        glass(builder);
        return With(_draft with { BreakGlass = builder.Draft });
    }

    /// <summary>Checks everything and makes the policy.</summary>
    /// <returns>The policy.</returns>
    /// <exception cref="JitPolicyException">Something is wrong; it lists everything that is.</exception>
    public JitPolicy Build()
    {
        var findings = new List<Finding>();
        var draft = _draft with
        {
            Scopes = PolicyScopes.Read(_permissions, _resources, _scopes, "$", findings),
            Conditions = [.. _conditions],
            Stages = [.. _stages],
        };
        PolicyRules.Check(draft, "$", findings);
        JitPolicyException.ThrowIfAny(findings);
        return new JitPolicy(draft);
    }

    private JitPolicyBuilder With(PolicyDraft draft)
    {
        _draft = draft;
        return this;
    }
}
