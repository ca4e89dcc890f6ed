using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Tests.Diagnostics;
using JitAccess.Tests.Facts.Conditions;
using JitAccess.Tests.Time;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Subjects;

/// <summary>An audience leaves out nobody who may come to satisfy the condition, and where the directory alone decides, it is exactly who does.</summary>
public sealed class AudienceProperties(ITestOutputHelper output)
{
    private static readonly Gen<Condition> Named = NamedOf(2);

    private static readonly Gen<DirectoryEntry> Entries =
        from name in Gen.Elements("amina", "bo", "chen", "dan")
        from roles in Gen.SubListOf("support", "support-lead", "on-call")
        from department in Gen.Elements("payments", "risk", "")
        from state in Gen.Choose(0, 9)
        select new DirectoryEntry(Subject.Human("https://issuer.example", name))
        {
            Roles = [.. roles],
            Attributes = department.Length == 0
                ? ImmutableDictionary<string, ImmutableArray<string>>.Empty
                : ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("department", [department]),
            IsActive = state != 0,
            IsGroup = state == 1,
        };

    private static readonly Gen<DirectoryEntry[]> Directories =
        Gen.ListOf(Entries, 6).Select(entries => entries.DistinctBy(entry => entry.Subject).ToArray());

    [Fact]
    public void FindAsync_WhateverSessionAndSourcesAdd_LeavesOutNobodyWhoSatisfies() => Properties.Check(
        Prop.ForAll(ConditionGenerators.ValidConditions.ToArbitrary(), Directories.ToArbitrary(), ConditionGenerators.Contexts.ToArbitrary(), async (condition, entries, context) =>
        {
            var found = await FindAsync(condition, entries);
            Assert.True(found is null || entries.Where(entry => Satisfies(condition, entry, context())).All(entry => found.Contains(entry.Subject)));
        }),
        output,
        size: 20);

    [Fact]
    public void FindAsync_ConditionOnTheDirectoryAlone_FindsExactlyThoseWhoSatisfy() => Properties.Check(
        Prop.ForAll(Named.ToArbitrary(), Directories.ToArbitrary(), async (condition, entries) =>
        {
            var expected = entries.Where(entry => Satisfies(condition, entry, Given.Context())).Select(entry => entry.Subject).ToHashSet();
            Assert.True(await FindAsync(condition, entries) is not { } found || found.ToHashSet().SetEquals(expected));
        }),
        output,
        size: 20);

    // What a vote is judged by: the directory's facts of whom it knows, and whatever else session and sources say.
    private static bool Satisfies(Condition condition, DirectoryEntry entry, ConditionContext context) =>
        entry is { IsActive: true, IsGroup: false }
        && condition.Evaluate(new ConditionContext(entry.Subject, DirectoryFacts.Apply(context.Facts, entry, failed: false, context.Now), context.Now)
        {
            Ticket = context.Ticket,
            Registry = context.Registry,
        }).IsSatisfied;

    private static async Task<List<Subject>?> FindAsync(Condition condition, DirectoryEntry[] entries)
    {
        var (time, limit, directory) = (new ManualTime(), Duration.FromSeconds(2), new StubListing(entries));
        var cached = new CachedSubjectDirectory(directory, null, null, Duration.Zero, limit, time.Clock);
        var gatherer = new FactGatherer(cached, [], limit, time.Clock, new ListLogger<FactGatherer>());
        var audience = new Audience(directory, gatherer, limit, time.Clock, new ListLogger<Audience>());
        return (await audience.FindAsync(Tenant.Default, condition, Given.Noon, default))?
            .Select(entry => entry.Subject).Where(subject => entries.Any(entry => entry.Subject.Equals(subject))).ToList();
    }

    private static Gen<Condition> NamedOf(int depth)
    {
        var leaves = Gen.OneOf(
            Gen.Elements("support", "support-lead", "on-call").Select(Has.Role),
            Gen.Elements("payments", "risk").Select(value => Has.Attribute("department", value)),
            Gen.Elements("amina", "bo").Select(id => Has.Subject(Subject.Human("https://issuer.example", id))));
        return depth == 0 ? leaves : Gen.OneOf(
            leaves,
            from children in Gen.ArrayOf(NamedOf(depth - 1), 2) select Condition.All(children),
            from children in Gen.ArrayOf(NamedOf(depth - 1), 2) select Condition.Any(children),
            NamedOf(depth - 1).Select(Condition.Not));
    }
}
