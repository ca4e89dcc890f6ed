using JitAccess.Api.Tests;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>What <c>docs/guides/approving.md</c> says of being away stands here, word for word, so it compiles and does what it says.</summary>
public sealed class DelegationGuideTests
{
    internal static async Task AwayAsync(IJitDelegations delegations, Caller me, Subject colleague, Instant until)
    {
        var made = await delegations.DelegateAsync(me, new JitDelegationAsk(colleague, until) { Policies = ["refund-order"], Justification = "on holiday" });
        await delegations.EndAsync(me, made.Id); // back early
    }

    [Fact]
    public void Guide_Away_IsTheOneAbove()
    {
        var shown = File.ReadLines(RepositoryTree.PathOf("docs", "guides", "approving.md"))
            .SkipWhile(line => line != $"<!-- compiled: {nameof(DelegationGuideTests)} -->").Skip(2).TakeWhile(line => line != "```").ToList();
        var compiled = File.ReadAllLines(RepositoryTree.PathOf("tests", "JitAccess.Tests", "Scenarios", $"{nameof(DelegationGuideTests)}.cs"))
            .SkipWhile(line => !line.Contains(" AwayAsync(", StringComparison.Ordinal)).Take(shown.Count).Select(line => line[4..]);

        Assert.Equal(5, shown.Count);
        Assert.Equal(compiled, shown);
    }

    [Fact]
    public async Task Guide_Away_IsMadeAndEnded()
    {
        await using var host = await Desk.StartAsync();
        var delegations = host.Services.GetRequiredService<IJitDelegations>();

        await AwayAsync(delegations, host.As("bo").Caller, host.People.SubjectOf("olga"), host.Time.Now + Duration.FromDays(7));

        Assert.Empty(await delegations.ListAsync(host.As("bo").Caller));
    }
}
