using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace JitAccess;

/// <summary>Reads policy sets and policies, from files and from the canonical form. The shipped schema says the same in JSON Schema.</summary>
internal static class PolicyDocument
{
    /// <summary>The most bytes of one document, and of the canonical form of a set: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// How deep a document may nest; more than the deepest conditions need, so that too deep conditions are reported where they stand.
    /// </summary>
    public const int MaxDepth = 64;

    private const int MaxTextLength = 1024;

    /// <summary>Reads a policy set; <see langword="null"/>, with every finding, when anything is wrong.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="findings">Takes the findings.</param>
    public static JitPolicySet? ReadSet(ReadOnlyMemory<byte> utf8, ICollection<Finding> findings)
    {
        using var document = Parse(utf8, findings);
        if (document is null)
        {
            return null;
        }

        var (read, rules) = (new List<Finding>(), new List<Finding>());
        var set = StrictObject.Open(document.RootElement, "$", read);
        set.OptionalText("$schema", MaxTextLength);
        var name = set.Text("set", MaxTextLength);
        var version = set.Integer("version");
        var denying = set.OptionalArray("guardrails", GuardrailRules.Max);
        var items = set.Has("guardrails") ? set.OptionalArray("policies", PolicyRules.MaxPolicies) : set.Array("policies", PolicyRules.MaxPolicies);
        set.Close();
        var drafts = (items ?? []).Select(item => ReadPolicy(item, read, rules)).ToList();
        var guardrails = (denying ?? []).Select(item => ReadGuardrail(item, read, rules)).ToList();
        if (set.IsObject)
        {
            PolicyRules.CheckSet(name, version ?? 1, [.. drafts.Select(draft => draft?.Name)], [.. guardrails.Select(draft => draft?.Name)], "$", rules);
        }

        if (Report(read, rules, findings))
        {
            return null;
        }

        var whole = new JitPolicySet(
            name!, version!.Value, [.. drafts.Select(draft => new JitPolicy(draft!))], [.. guardrails.Select(draft => new JitGuardrail(draft!))]);
        return CheckSize(whole, findings) ? whole : null;
    }

    /// <summary>Reads one policy; <see langword="null"/>, with every finding, when anything is wrong.</summary>
    /// <param name="utf8">The policy, such as its canonical form.</param>
    /// <param name="findings">Takes the findings.</param>
    public static JitPolicy? ReadPolicy(ReadOnlyMemory<byte> utf8, ICollection<Finding> findings)
    {
        using var document = Parse(utf8, findings);
        if (document is null)
        {
            return null;
        }

        var (read, rules) = (new List<Finding>(), new List<Finding>());
        var draft = ReadPolicy(new StrictItem(document.RootElement, "$"), read, rules);
        return Report(read, rules, findings) ? null : new JitPolicy(draft!);
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, ICollection<Finding> findings)
    {
        if (utf8.Length <= MaxBytes)
        {
            return StrictJson.Parse(utf8, MaxDepth, "$", findings);
        }

        findings.Add(TooLarge());
        return null;
    }

    /// <summary>
    /// Refuses a set whose canonical form is too large: <c>grants</c> and <c>on</c> are multiplied out there, and what is published must be readable.
    /// </summary>
    public static bool CheckSize(JitPolicySet set, ICollection<Finding> findings)
    {
        if (set.Utf8.Length <= MaxBytes)
        {
            return true;
        }

        findings.Add(TooLarge() with { Value = set.Utf8.Length.ToString(CultureInfo.InvariantCulture) });
        return false;
    }

    /// <summary>Makes the finding of a document that is too large.</summary>
    public static Finding TooLarge() => new(Reason.PolicyInvalid, $"The policy set is larger than {MaxBytes} bytes.")
    {
        Member = "$",
        Limit = $"{MaxBytes} bytes",
        Fix = "Split the set.",
    };

    private static PolicyDraft? ReadPolicy(StrictItem item, List<Finding> read, List<Finding> rules)
    {
        var policy = StrictObject.Open(item.Element, item.Path, read);
        if (!policy.IsObject)
        {
            return null;
        }

        var draft = new PolicyDraft
        {
            Name = policy.Text("name", MaxTextLength),
            Scopes = ReadScopes(policy, read, rules),
            Eligible = ConditionReader.Read(policy.Value("eligible", "a condition"), read),
            Conditions = ReadConditions(policy, read),
            MinDuration = policy.OptionalDuration("minDuration"),
            MaxDuration = policy.Duration("maxDuration"),
            Uses = policy.OptionalInteger("uses"),
            RecordsUse = policy.OptionalBoolean("recordsUse") ?? false,
            JustificationMinLength = ReadJustification(policy),
            Ticket = ReadTicket(policy),
            Stages = ReadStages(policy, read),
            AutoApproved = policy.OptionalBoolean("autoApproved") ?? false,
            ClaimsGoodFor = policy.OptionalDuration("claimsGoodFor"),
            PendingFor = policy.OptionalDuration("pendingFor"),
            ScheduledUpTo = policy.OptionalDuration("scheduledUpTo"),
            Activation = ActivationRules.Parse(policy.OptionalOneOf("activation", ActivationRules.Names)),
            ClaimFor = policy.OptionalDuration("claimFor"),
            WarnBefore = policy.OptionalDuration("warnBefore"),
            Extension = ReadExtension(policy, read),
            Allowance = ReadAllowance(policy),
            BreakGlass = ReadBreakGlass(policy, read),
        };
        policy.Close();
        PolicyRules.Check(draft, item.Path, rules);
        return draft;
    }

    private static GuardrailDraft? ReadGuardrail(StrictItem item, List<Finding> read, List<Finding> rules)
    {
        var guardrail = StrictObject.Open(item.Element, item.Path, read);
        if (!guardrail.IsObject)
        {
            return null;
        }

        var name = guardrail.Text("name", MaxTextLength);
        var denies = guardrail.OptionalTexts("denies", PolicyScopes.Max, MaxTextLength);
        var on = guardrail.OptionalTexts("on", PolicyScopes.Max, MaxTextLength);
        var when = ConditionReader.Read(guardrail.Value("when", "a condition"), read);
        guardrail.Close();
        return GuardrailRules.Read(name, denies, on, when, item.Path, rules);
    }

    private static ImmutableArray<Scope> ReadScopes(StrictObject policy, List<Finding> read, List<Finding> rules)
    {
        var grants = policy.OptionalTexts("grants", PolicyScopes.Max, MaxTextLength);
        var on = policy.OptionalTexts("on", PolicyScopes.Max, MaxTextLength);
        var items = policy.OptionalArray("scopes", PolicyScopes.Max);
        var pairs = policy.Has("scopes") ? new List<(string, string?)>() : null;
        foreach (var item in items ?? [])
        {
            var scope = StrictObject.Open(item.Element, item.Path, read);
            var (permission, resource) = (scope.Text("permission", MaxTextLength), scope.OptionalText("resource", MaxTextLength));
            scope.Close();
            if (permission is not null)
            {
                pairs!.Add((permission, resource));
            }
        }

        return PolicyScopes.Read(grants, on, pairs, policy.Path, rules);
    }

    private static ImmutableArray<Condition> ReadConditions(StrictObject policy, List<Finding> findings) =>
    [
        .. (policy.OptionalArray("when", PolicyRules.MaxConditions) ?? []).Select(item => ConditionReader.Read(item, findings)).OfType<Condition>(),
    ];

    private static int ReadJustification(StrictObject policy)
    {
        if (policy.OptionalObject("justification") is not { } justification)
        {
            return 0;
        }

        var length = justification.Integer("minLength");
        justification.Close();
        return length ?? 0;
    }

    private static TicketCondition? ReadTicket(StrictObject policy)
    {
        if (policy.OptionalObject("ticket") is not { } ticket)
        {
            return null;
        }

        var pattern = ticket.Text("pattern", MaxTextLength);
        ticket.Close();
        return pattern is null ? null : new TicketCondition(pattern);
    }

    private static ExtensionDraft? ReadExtension(StrictObject policy, List<Finding> findings)
    {
        if (policy.OptionalObject("extension") is not { } extension)
        {
            return null;
        }

        var draft = new ExtensionDraft
        {
            UpTo = extension.Duration("upTo"),
            Stages = ReadStages(extension, findings),
            AutoApproved = extension.OptionalBoolean("autoApproved") ?? false,
        };
        extension.Close();
        return draft;
    }

    private static AllowanceDraft? ReadAllowance(StrictObject policy)
    {
        if (policy.OptionalObject("allowance") is not { } allowance)
        {
            return null;
        }

        var draft = new AllowanceDraft { Total = allowance.Duration("total"), Within = allowance.Duration("within") };
        allowance.Close();
        return draft;
    }

    private static BreakGlassDraft? ReadBreakGlass(StrictObject policy, List<Finding> findings)
    {
        if (policy.OptionalObject("breakGlass") is not { } glass)
        {
            return null;
        }

        var draft = new BreakGlassDraft
        {
            Reviewers = ConditionReader.Read(glass.Value("reviewers", "a condition"), findings),
            SignedInWithin = glass.OptionalDuration("signedInWithin"),
        };
        glass.Close();
        return draft;
    }

    private static ImmutableArray<StageDraft> ReadStages(StrictObject policy, List<Finding> findings)
    {
        var stages = new List<StageDraft>();
        foreach (var item in policy.OptionalArray("stages", PolicyRules.MaxStages) ?? [])
        {
            var stage = StrictObject.Open(item.Element, item.Path, findings);
            stages.Add(new StageDraft
            {
                Name = stage.Text("name", MaxTextLength),
                Approvers = ConditionReader.Read(stage.Value("approvers", "a condition"), findings),
                Needs = stage.OptionalInteger("needs") ?? 1,
                DeniedBy = stage.OptionalInteger("deniedBy") ?? 1,
                RemindAfter = stage.OptionalDuration("remindAfter"),
                Escalation = ReadEscalation(stage, findings),
            });
            stage.Close();
        }

        return [.. stages];
    }

    private static EscalationDraft? ReadEscalation(StrictObject stage, List<Finding> findings)
    {
        if (stage.OptionalObject("escalation") is not { } escalation)
        {
            return null;
        }

        var draft = new EscalationDraft { After = escalation.Duration("after"), To = ConditionReader.Read(escalation.Value("to", "a condition"), findings) };
        escalation.Close();
        return draft;
    }

    // What could not be read is reported once: a rule that finds it missing, or judges it, has nothing to add.
    private static bool Report(List<Finding> read, List<Finding> rules, ICollection<Finding> findings)
    {
        var all = read.Concat(rules.Where(rule => !read.Exists(known => Explains(known, rule)))).ToList();
        foreach (var finding in all)
        {
            findings.Add(finding);
        }

        return all.Count > 0;
    }

    private static bool Explains(Finding known, Finding rule)
    {
        if (rule.Reason == Reason.NothingApproves && known.Member == rule.Member!.Replace(".stages", ".autoApproved", StringComparison.Ordinal))
        {
            return true;
        }

        var (path, member) = (known.Member ?? "", rule.Member ?? "");
        return path.StartsWith(member, StringComparison.Ordinal)
            ? path.Length == member.Length || (IsAbsence(rule) && path[member.Length] is '.' or '[')
            : member.StartsWith(path, StringComparison.Ordinal) && known.Reason == Reason.Malformed && member[path.Length] is '.' or '[';
    }

    private static bool IsAbsence(Finding rule) => rule.Reason == Reason.MemberMissing || rule.Reason == Reason.NothingApproves;
}
