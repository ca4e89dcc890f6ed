using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Tests.Facts.Conditions;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>Where a diff says that nothing widened, the decider accepts and approves nothing that it refused before; and the other way round.</summary>
public sealed class PolicyDiffProperties(ITestOutputHelper output)
{
    private static readonly Gen<Func<PolicyDraft, PolicyDraft>> Edits =
        from condition in ConditionGenerators.ValidConditions
        from seconds in Gen.Choose(1, 900)
        from what in Gen.Choose(0, 17)
        select (Func<PolicyDraft, PolicyDraft>)(draft => what switch
        {
            0 => draft with { Eligible = draft.Eligible! & condition },
            1 => draft with { Eligible = draft.Eligible! | condition },
            2 => draft with { Conditions = draft.Conditions.Add(condition) },
            3 => draft with { Conditions = [.. draft.Conditions.Skip(1)] },
            4 => draft with { MaxDuration = draft.MaxDuration!.Value + Duration.FromSeconds(seconds) },
            5 => draft with { MaxDuration = Duration.Max(draft.MinDuration!.Value, draft.MaxDuration!.Value - Duration.FromSeconds(seconds)) },
            6 => draft with { MinDuration = Duration.Min(draft.MaxDuration!.Value, draft.MinDuration!.Value + Duration.FromSeconds(seconds)) },
            7 => draft with { JustificationMinLength = draft.JustificationMinLength + 1 },
            8 => draft with { JustificationMinLength = Math.Max(0, draft.JustificationMinLength - 1) },
            9 => draft with { Ticket = draft.Ticket is null ? new TicketCondition("OPS-1") : null },
            10 => draft with { Scopes = draft.Scopes.Length > 1 ? draft.Scopes.RemoveAt(0) : draft.Scopes },
            11 => draft with { Scopes = [.. draft.Scopes.Append(new Scope(Permission.Parse("orders:read"), Resource.Parse("orders/eu/*"))).Distinct()] },
            12 => Stages(draft, stage => stage with { Approvers = stage.Approvers! & condition }),
            13 => Stages(draft, stage => stage with { Approvers = stage.Approvers! | condition }),
            14 => Stages(draft, stage => stage with { Needs = stage.Needs + 1 }),
            15 => Stages(draft, stage => stage with { Needs = Math.Max(1, stage.Needs - 1) }),
            16 => draft.Stages.Length > 1 ? draft with { Stages = draft.Stages.RemoveAt(0) } : draft,
            _ => draft with { Stages = [.. draft.Stages, new StageDraft { Name = "more", Approvers = condition }], AutoApproved = false },
        });

    private static readonly Gen<(JitPolicy Before, JitPolicy After)> Changed = Gen.OneOf(
        PolicyGenerators.Versions,
        from draft in PolicyGenerators.Drafts
        from edits in Gen.ListOf(Edits, 2)
        let after = edits.Aggregate(draft, (changed, edit) => edit(changed))
        where PolicyGenerators.IsValid(after)
        from swap in Gen.Elements(true, false)
        select swap ? (new JitPolicy(after), new JitPolicy(draft)) : (new JitPolicy(draft), new JitPolicy(after)));

    private static readonly Gen<Ask> Asks =
        from permission in Gen.Elements<string?>(null, "orders:refund", "orders:read", "customers:delete")
        from resource in Gen.Elements<string?>(null, "a", "orders/1", "orders/eu/1", "orders/eu/2", "orders/eu/*", "customers/1")
        from seconds in Gen.Elements(1, 60, 300, 600, 601, 3000, 7800)
        from justification in Gen.Elements(0, 4, 9, 10, 11, 30)
        select new Ask(permission, resource, Duration.FromSeconds(seconds), justification);

    [Fact]
    public void P13_Between_NothingWider_NothingRefusedIsAccepted() => Check((before, after, ask, people) =>
        Diff(before, after).MayWiden || !Passes(after, ask, people) || Passes(before, ask, people));

    [Fact]
    public void P13_Between_NothingNarrower_NothingAcceptedIsRefused() => Check((before, after, ask, people) =>
        Diff(before, after).MayNarrow || !Passes(before, ask, people) || Passes(after, ask, people));

    [Fact]
    public void Between_TheOtherWayRound_SaysTheOpposite() => Check((before, after, _, _) =>
        Diff(before, after).MayWiden == Diff(after, before).MayNarrow && Diff(before, after).MayNarrow == Diff(after, before).MayWiden);

    [Fact]
    public void Between_ItselfReadAgain_SaysNothing() => Check((before, _, _, _) =>
        ReadAgain(before) is not { } again || Diff(before, again).Changes.IsEmpty);

    // What is approved automatically for more than the rules let be is generated too, and not read.
    private static JitPolicy? ReadAgain(JitPolicy policy)
    {
        var findings = new List<Finding>();
        return PolicyDocument.ReadPolicy(System.Text.Encoding.UTF8.GetBytes(policy.ToJson()), findings)
            ?? (findings.TrueForAll(finding => finding.Reason == Reason.AutoApprovalTooBroad) ? null : throw new InvalidOperationException($"{policy.ToJson()} is refused: {string.Join(' ', findings)}"));
    }

    private static PolicyDiff Diff(JitPolicy before, JitPolicy after) => PolicyDiff.Between(new JitPolicySet("a", 1, [before]), new JitPolicySet("a", 1, [after]));

    private static PolicyDraft Stages(PolicyDraft draft, Func<StageDraft, StageDraft> edit) => draft with { Stages = [.. draft.Stages.Select(edit)] };

    // Accepted, and approved by some of those who are there.
    private static bool Passes(JitPolicy policy, Ask ask, People people)
    {
        var trial = new Trial(policy, people.Now, people.Registry);
        var submitted = trial.Submit(
            people.All[0],
            people.Ticket,
            ask.Duration,
            ask.Justification,
            ask.Permission is null ? null : Permission.Parse(ask.Permission),
            ask.Resource is null ? null : Resource.Parse(ask.Resource));
        return !submitted.IsRejected && trial.CanBeApproved(people.All[0], submitted, people.All);
    }

    private void Check(Func<JitPolicy, JitPolicy, Ask, People, bool> holds) => Properties.Check(
        Prop.ForAll(
            Changed.ToArbitrary(),
            Asks.ToArbitrary(),
            Gen.ArrayOf(ConditionGenerators.Contexts, 4).ToArbitrary(),
            (versions, ask, contexts) => holds(versions.Before, versions.After, ask, Among(contexts))
                ? true
                : throw new InvalidOperationException($"{ask}{Environment.NewLine}{versions.Before.ToJson()}{Environment.NewLine}{versions.After.ToJson()}")),
        output,
        size: 20);

    private static People Among(Func<ConditionContext>[] contexts)
    {
        var given = contexts.Select(context => context()).ToList();
        return new People(
            [.. given.Select((context, index) => new Party(Subject.Human("https://issuer.example", ((string[])["amina", "bo", "chen", "dana"])[index])) { Facts = context.Facts })],
            given[0].Now,
            given[0].Ticket,
            given[0].Registry);
    }

    private sealed record Ask(string? Permission, string? Resource, Duration Duration, int Justification);

    private sealed record People(ImmutableArray<Party> All, Instant Now, string? Ticket, ConditionRegistry Registry);
}
