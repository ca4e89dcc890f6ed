using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Tests.Facts.Conditions;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>What the lint calls an error is one, whoever the people are, by the decider that decides in earnest.</summary>
public sealed class PolicyLintProperties(ITestOutputHelper output)
{
    private static readonly string[] Ids = ["amina", "bo", "chen", "dana"];

    private static readonly Gen<Condition> Named = Gen.NonEmptyListOf(Gen.Elements(Ids))
        .Select(ids => ids.Count == 1 ? Is(ids[0]) : Condition.Any([.. ids.Distinct().Take(3).Select(Is)]));

    private static readonly Gen<Condition> Who = Gen.OneOf(
        Named,
        Named,
        from named in Named
        from role in Gen.Elements("support", "lead")
        from condition in Gen.Elements(named & Has.Role(role), named | Has.Role(role), named & !Has.Role(role), named & !Is("bo"), Has.Role(role), Is("BO") | named, !named)
        select condition);

    [Fact]
    public void P12_Check_UnmeetableQuorum_IsNeverApproved() => Properties.Check(
        Prop.ForAll(Policies(Who).ToArbitrary(), People().ToArbitrary(), (policy, people) =>
            !Unmeetable(policy) || !IsEverApproved(policy, people)),
        output,
        size: 20);

    // Where all people are named, distinct, and have what is asked for, it can be told exactly.
    [Fact]
    public void P12_Check_EverybodyNamed_IsUnmeetableExactlyWhenNobodyCanApprove() => Properties.Check(
        Prop.ForAll(Policies(Named).ToArbitrary(), policy =>
            Unmeetable(policy) != IsEverApproved(policy, [.. Ids.Select(id => Trial.Person(id))])),
        output,
        size: 20);

    [Fact]
    public void Check_NeverAsked_IsNeverAccepted() => Properties.Check(
        Prop.ForAll(
            PolicyGenerators.Drafts.ToArbitrary(),
            Gen.Elements(0, 1, 2, 3).ToArbitrary(),
            ConditionGenerators.Contexts.ToArbitrary(),
            (draft, how, context) =>
            {
                var policy = new JitPolicy(how switch
                {
                    1 => draft with { Conditions = draft.Conditions.Add(!draft.Eligible!) },
                    2 => draft with { Eligible = draft.Eligible! & !Has.AnyRole("support", "support-lead", "on-call") },
                    3 => draft with { Conditions = draft.Conditions.AddRange(Has.Role("on-call"), !Has.Role("on-call") | !Has.AnyRole("on-call", "x")) },
                    _ => draft,
                });
                var given = context();
                var findings = Lint(policy);
                return findings.All(finding => finding.Rule != PolicyLintRules.NeverAsked)
                    || new Trial(policy, given.Now, given.Registry).Submit(new Party(given.Subject) { Facts = given.Facts }, given.Ticket).IsRejected;
            }),
        output,
        size: 20);

    [Fact]
    public void Check_AnyPolicies_NeverThrowsAndSaysEverythingOfEach() => Properties.Check(
        Prop.ForAll(PolicyGenerators.Policies.ToArbitrary(), PolicyGenerators.Policies.ToArbitrary(), (one, other) =>
            PolicyLint.Check([new JitPolicySet("a", 1, [one]), new JitPolicySet("b", 1, [other])], Given.Noon).All(finding =>
                PolicyLintRules.All.Contains(finding.Rule) && finding.Message.EndsWith('.') && finding.Fix.EndsWith('.') && finding.Path.StartsWith("$.policies[0]", StringComparison.Ordinal))),
        output,
        size: 20);

    [Fact]
    public void Check_MalformedConditions_NeverThrows() => Properties.Check(
        Prop.ForAll(ConditionGenerators.AnyConditions.ToArbitrary(), PolicyGenerators.Drafts.ToArbitrary(), (condition, draft) =>
            Lint(new JitPolicy(draft with { Eligible = condition, Conditions = [condition, !condition], Stages = [new StageDraft { Name = "s", Approvers = condition }] })).Length >= 0),
        output,
        size: 20);

    private static Condition Is(string id) => Has.Subject(Trial.Person(id).Subject);

    private static Gen<JitPolicy> Policies(Gen<Condition> who) =>
        from eligible in who
        from count in Gen.Choose(1, 3)
        from stages in Gen.ArrayOf(
            from approvers in who
            from needs in Gen.Choose(1, 3)
            select new StageDraft { Approvers = approvers, Needs = needs },
            count)
        select new JitPolicy(new PolicyDraft
        {
            Name = "policy",
            Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Root)],
            Eligible = eligible,
            MaxDuration = Duration.FromHours(1),
            Stages = [.. stages.Select((stage, index) => stage with { Name = $"stage-{index}" })],
        });

    private static Gen<ImmutableArray<Party>> People() => Gen.ArrayOf(
        from id in Gen.Elements(["BO", "ed", .. Ids])
        from roles in Gen.SubListOf("support", "lead")
        select Trial.Person(id, [.. roles]),
        5).Select(people => people.DistinctBy(person => person.Subject).ToImmutableArray());

    private static bool Unmeetable(JitPolicy policy) => Lint(policy).Any(finding => finding.Rule == PolicyLintRules.UnmeetableQuorum);

    private static ImmutableArray<PolicyLintFinding> Lint(JitPolicy policy) => PolicyLint.Check(new JitPolicySet("set", 1, [policy]), Given.Noon);

    private static bool IsEverApproved(JitPolicy policy, ImmutableArray<Party> people)
    {
        var trial = new Trial(policy, Given.Noon);
        return people.Any(requester => trial.Submit(requester) is { IsRejected: false } submitted && trial.CanBeApproved(requester, submitted, people));
    }
}
