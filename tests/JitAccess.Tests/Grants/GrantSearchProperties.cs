using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Journal;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Grants;

/// <summary>However many grants a subject has, scanned or indexed, the answer is that of somebody who reads them all from the first to the last.</summary>
public sealed class GrantSearchProperties(ITestOutputHelper output)
{
    private static readonly Subject Amina = Subject.Human("i", "amina");
    private static readonly string[] Permissions = ["orders:refund", "orders:cancel"];

    // Short ones, equal ends, wildcards at each depth, the root, and letters that are no ASCII.
    private static readonly string[] Paths =
        ["", "*", "a", "b", "ab", "abc", "abcd", "xabcd", "a/*", "a/b", "a/b/*", "a/b/c", "a/b/abcd", "a/c/abcd", "a/b/c/d/*", "a/b/c/d/e", "łódź/1", "łódź/*"];

    private static readonly string[] Asked =
        [.. Paths.Where(path => !path.Contains('*', StringComparison.Ordinal)), "z", "a/b/c/d", "a/b/c/d/e/f", "a//b", "a/*", "/a", "a/", "a/..", "a%2fb",
            new string('a', Resource.MaxLength + 1), string.Join('/', Enumerable.Repeat("a", Resource.MaxSegments + 1))];

    [Fact]
    public void Check_AnyGrants_IsThatOfReadingThemAll()
    {
        var scope =
            from permission in Gen.Elements(Permissions)
            from path in Gen.Elements(Paths)
            select new Scope(Permission.Parse(permission), path.Length == 0 ? Resource.Root : Resource.Parse(path));
        var grant =
            from scopes in Gen.Frequency((4, scope.ListOf(1)), (1, scope.ListOf(3)))
            from minutes in Gen.Elements(1, 5, 9)
            from takesCommit in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
            from end in Gen.Frequency((5, Gen.Constant<Reason?>(null)), (1, Gen.Elements<Reason?>(Reason.Revoked, Reason.Released, Reason.UsedUp)))
            select new Given([.. scopes.Distinct()], minutes, takesCommit, end);
        var grants =
            from count in Gen.Choose(0, 3 * SubjectGrants.MaxScanned)
            from list in grant.ListOf(count)
            select list.ToImmutableArray();

        Properties.Check(Prop.ForAll(grants.ToArbitrary(), Run), output);
    }

    private static void Run(ImmutableArray<Given> grants)
    {
        Run(grants, inASnapshot: false);
        Run(grants, inASnapshot: true);
    }

    private static void Run(ImmutableArray<Given> grants, bool inASnapshot)
    {
        var node = new FreshTable();
        var (time, checker, handle) = (node.Time, node.Checker, node.Table.Resolve(Amina));
        Effect[] live = [.. grants.Select((given, number) => new GrantLive(
            $"{number}", Amina, given.Scopes, "p", Deadline.After(time.Now, Duration.FromMinutes(given.Minutes)), given.TakesCommit, []))];
        var ends = grants.Select((given, number) => given.End is { } because ? new GrantEnded($"{number}", Amina, because) : null).ToList();
        if (inASnapshot)
        {
            node.Table.Load([.. live.Cast<GrantLive>()], node.Now);
            ends.OfType<GrantEnded>().ToList().ForEach(node.Apply);
        }
        else
        {
            live.Zip(ends, (begun, end) => end is null ? [begun] : new[] { begun, end }).SelectMany(some => some).ToList().ForEach(node.Apply);
        }

        time.Advance(Duration.FromMinutes(5));
        JitQuestion[] questions = [.. from permission in Permissions from resource in Asked select new JitQuestion(permission, resource)];
        var answers = new GrantCheck[questions.Length];
        checker.Check(handle, questions, answers);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            var expected = Read(grants, question.Permission, question.Resource!);
            Assert.Equal(expected, Say(answer));
            Assert.Equal(expected, Say(checker.Check(handle, question.Permission, question.Resource)));
        }
    }

    private static string Read(ImmutableArray<Given> grants, string permission, string resource)
    {
        if (resource.Length > 0 && (!Resource.TryParse(resource, out var parsed, out _) || parsed.IsWildcard))
        {
            return Reason.ResourceNotCanonical.Code;
        }

        var asked = new Scope(Permission.Parse(permission), resource.Length == 0 ? Resource.Root : Resource.Parse(resource));
        var covering = Enumerable.Range(0, grants.Length).Where(number => grants[number].Scopes.Any(scope => scope.Covers(asked))).ToList();
        var live = covering.FindAll(number => grants[number].Lives);
        return live.Exists(number => !grants[number].TakesCommit) ? $"allowed by {live.Find(number => !grants[number].TakesCommit)}"
            : live.Count > 0 ? $"needs-commit {live[0]}"
            : covering.Count > 0 ? $"{(grants[covering[^1]].End ?? Reason.Expired).Code} {covering[^1]}"
            : grants.Any(grant => grant.Lives) ? "out-of-scope" : "no-grant";
    }

    private static string Say(GrantCheck answer) =>
        answer.IsAllowed ? $"allowed by {answer.GrantId}" : answer.GrantId is null ? answer.Reason!.Value.Code : $"{answer.Reason!.Value.Code} {answer.GrantId}";

    private sealed record Given(ImmutableArray<Scope> Scopes, int Minutes, bool TakesCommit, Reason? End)
    {
        public bool Lives => End is null && Minutes > 5;
    }
}
