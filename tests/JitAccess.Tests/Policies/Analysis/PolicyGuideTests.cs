using System.Text.RegularExpressions;
using JitAccess.Api.Tests;
using JitAccess.Testing;
using JitAccess.Tests.Facts.Conditions;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Policies.Analysis;

/// <summary>The code of <c>docs/guides/policies.md</c> stands here, word for word, and runs; its tables pass.</summary>
public sealed partial class PolicyGuideTests
{
    private static readonly string Guide = Read("docs", "guides", "policies.md");

    [Fact]
    public async Task Guide_FromLintToRollingBack_Works()
    {
        var (before, now) = (DocumentedPolicies.BackOffice, Given.Noon);
        var next = JitPolicySet.Create(
            before.Name, 2, Sample.RefundBuilder().UpTo(Duration.FromHours(2)).Build(), before.Policies.Single(policy => policy.Name == "read-payroll"));
        await using var host = await JitTestHost.StartAsync(
            jit => jit.AddPolicies(before).AddPolicies(Desk.Publishing).Configure(options => options.Administration.MayPublish = Has.Role("operator")),
            people => people.Person("amina", "support").Person("bo", "support-lead").Person("olga", "operator"));
        var (policies, me) = (host.Services.GetRequiredService<IJitPolicies>(), host.As("olga").Caller);
        await host.As("amina").RequestAsync("refund-order", "orders/1", 60, "customer charged twice");
        await host.As("olga").RequestAsync("publish-policies", $"policies/{before.Name}", 5);

        var findings = PolicyLint.Check([next], now);
        Assert.DoesNotContain(findings, finding => finding.Severity == PolicyLintSeverity.Error);

        var published = await policies.ListAsync();
        var diff = PolicyDiff.Between(published, [next, .. published.Where(set => set.Name != next.Name)]);
        var wider = diff.Changes.Where(change => change.Effect is PolicyEffect.Wider or PolicyEffect.Unclear);
        Assert.Equal(["refund-order: longest duration PT1H -> PT2H (wider)"], wider.Select(change => change.ToString()));

        var (otherwise, after) = (new List<PolicyReplayDifference>(), (string?)null);
        do
        {
            var part = await policies.ReplayAsync(me, next, new JitPageRequest(200, after));
            otherwise.AddRange(part.Differences);
            after = part.Next;
        }
        while (after is not null);
        Assert.Empty(otherwise);

        await policies.PublishAsync(me, next);

        var undone = JitPolicySet.Create(before.Name, next.Version + 1, before.Policies.AsSpan());
        await policies.PublishAsync(me, undone);

        Assert.Equal(
            ["back-office: version 1 -> 3"],
            PolicyDiff.Between(published, await policies.ListAsync()).Changes.Select(change => change.ToString()));
    }

    [Fact]
    public async Task Guide_ByTwoPeople_Works()
    {
        var before = DocumentedPolicies.BackOffice;
        var next = JitPolicySet.Create(
            before.Name, 2, Sample.RefundBuilder().UpTo(Duration.FromHours(2)).Build(), before.Policies.Single(policy => policy.Name == "read-payroll"));
        await using var host = await JitTestHost.StartAsync(
            jit => jit.AddPolicies(before).AddPolicies(JitPolicySet.Create("publishing", 1, Publishing())).Configure(options =>
            {
                options.Administration.MayPublish = Has.Role("policy-owner");
                options.Administration.TwoPersonPublishing = true;
            }),
            people => people.Person("olga", "policy-owner").Person("petra", "policy-owner"));
        var (policies, requests) = (host.Services.GetRequiredService<IJitPolicies>(), host.Services.GetRequiredService<IJitRequests>());
        var (author, approver, text, output) = (host.As("olga").Caller, host.As("petra").Caller, next.ToJson(), new StringWriter());

        var ask = new JitAsk("publish-policies", Duration.FromMinutes(30)) { Resource = JitPermissions.PublishingOf(next), Justification = "refunds take two hours since May" };
        var request = await requests.SubmitAsync(author, ask);

        var shown = JitPolicySet.Parse(text);
        var asked = await requests.GetAsync(approver, request.Id);
        if (!asked.Scopes.Single().Resource.Equals(JitPermissions.PublishingOf(shown)))
        {
            throw new InvalidOperationException("The request is for another content than the text that was shown.");
        }

        var current = await policies.ListAsync();
        foreach (var change in PolicyDiff.Between(current, [shown, .. current.Where(set => set.Name != shown.Name)]).Changes)
        {
            output.WriteLine(change.ToString());
        }

        await requests.VoteAsync(approver, request.Id, new JitVote(VoteDecision.Approve) { ExpectedVersion = asked.Version });

        await policies.PublishAsync(author, next);
        Assert.Contains("refund-order: longest duration PT1H -> PT2H (wider)", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(next.Hash, (await policies.ListAsync()).Select(set => set.Hash));
    }

    private static JitPolicy Publishing() =>
        JitPolicy.Create("publish-policies")
            .Grants(JitPermissions.Publish).On("policies/*")
            .Eligible(Has.Role("policy-owner"))
            .UpTo(Duration.FromMinutes(30))
            .SingleUse()
            .RequiresJustification(minLength: 10)
            .Stage("second-owner", stage => stage.ApprovedBy(Has.Role("policy-owner")).Needs(1))
            .Build();

    [Fact]
    public void Tables_OfGuideAndReference_Pass()
    {
        var next = DocumentedPolicies.BackOffice;
        foreach (var json in Blocks(Guide, "json").Concat(Blocks(Read("docs", "reference", "policy-analysis.md"), "json")))
        {
            var results = PolicyTest.Run([next], PolicyTestTable.Parse(json));
            Assert.All(results, result => Assert.True(result.Passed, result.ToString()));
        }
    }

    [Fact]
    public void Guide_CSharp_StandsHere()
    {
        var here = Squeeze(Read("tests", "JitAccess.Tests", "Policies", "Analysis", "PolicyGuideTests.cs"));

        Assert.All(Blocks(Guide, "csharp"), block => Assert.Contains(Squeeze(block), here, StringComparison.Ordinal));
    }

    private static string Read(params string[] path) => File.ReadAllText(RepositoryTree.PathOf(path));

    private static List<string> Blocks(string document, string language)
    {
        var blocks = Fence().Matches(document.ReplaceLineEndings("\n")).Where(fence => fence.Groups["language"].Value == language).Select(fence => fence.Groups["code"].Value).ToList();
        Assert.NotEmpty(blocks);
        return blocks;
    }

    // Indentation differs between the page and the source.
    private static string Squeeze(string code) => string.Join(' ', code.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();
}
