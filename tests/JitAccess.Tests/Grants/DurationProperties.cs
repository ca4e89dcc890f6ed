using FsCheck;
using FsCheck.Fluent;
using JitAccess.Journal;
using JitAccess.Testing;
using JitAccess.Tests.Deciding;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Grants;

/// <summary>However little of something is left, and however odd a duration: a grant lasts a positive time that both allow, or there is none.</summary>
public sealed class DurationProperties(ITestOutputHelper output)
{
    private static readonly Subject Amina = Bare.Amina;
    private static readonly Instant Now = Bare.Now;

    private static readonly Gen<long> Milliseconds = Gen.OneOf(
        Gen.Choose(-3, 3).Select(n => (long)n),
        Gen.Choose(-5000, 5000).Select(n => (long)n),
        Gen.Choose(1, 24 * 3600).Select(n => n * 1000L),
        Gen.Elements(long.MinValue / 2_000_000, long.MaxValue / 2_000_000));

    [Fact]
    public void P15_AnyAgeOfTheClaimsAndAnyDuration_GrantEndsAtTheEarlierOrThereIsNone() => Properties.Check(
        Prop.ForAll(Milliseconds.Two().ToArbitrary(), Gen.Choose(1, 8 * 3600).Select(n => n * 1000L).ToArbitrary(), (pair, goodFor) =>
        {
            var (remaining, asked) = pair;
            var presentedAt = Now - Duration.FromMilliseconds(goodFor) + Duration.FromMilliseconds(Math.Clamp(remaining, -5_000_000, 5_000_000));
            var goodUntil = presentedAt + Duration.FromMilliseconds(goodFor);
            var decision = Submit(Duration.FromMilliseconds(asked), presentedAt, Duration.FromMilliseconds(goodFor));
            var grant = decision.Events.OfType<GrantActivated>().SingleOrDefault()?.Grant;

            return goodUntil <= Now || asked < 1000 || asked > 3_600_000
                ? grant is null && decision.IsRejected
                : grant is not null && grant.Start == Now && grant.End.At > Now
                    && grant.End.At == Instant.Min(Now + Duration.FromMilliseconds(asked), goodUntil);
        }),
        output);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-3600)]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(9_999_999d * 3600)]
    public async Task P15_DurationThatIsNone_IsRefusedEverywhere(double seconds)
    {
        var duration = Duration.FromSeconds(seconds);
        await using var host = await JitTestHost.StartAsync(
            JitPolicySet.Create("desk", 1, Policy().Build(), JitPolicy.Create("asked").Grants("orders:refund").Eligible(Everyone.SignedIn)
                .UpTo(Duration.FromDays(366)).Stage("lead", stage => stage.ApprovedBy(Everyone.SignedIn)).Build()),
            people => people.Person("amina", "support").Person("bo"));
        var request = await host.As("amina").RequestAsync("asked", null, 60);

        var asked = await Assert.ThrowsAsync<JitRejectedException>(() => host.As("amina").RequestAsync(new JitAsk("automatic", duration)));
        var narrowed = await Assert.ThrowsAsync<JitRejectedException>(
            () => host.As("bo").VoteAsync(request, new JitVote(VoteDecision.Approve) { NarrowToDuration = duration }));

        Assert.Equal((Reason.DurationInvalid, "duration"), (asked.Reason, asked.Explanation.Findings.Single().Member));
        Assert.Equal((Reason.DurationInvalid, "narrowTo.duration"), (narrowed.Reason, narrowed.Explanation.Findings.Single().Member));
        host.Should("amina").Deny("orders:refund", null, Reason.NoGrant);
    }

    private static JitPolicyBuilder Policy() =>
        JitPolicy.Create("automatic").Grants("orders:refund").Eligible(Has.Role("support")).UpTo(Duration.FromHours(1)).AutoApproved();

    private static Decision Submit(Duration asked, Instant presentedAt, Duration goodFor)
    {
        var presented = FactSet.Empty.With([new Fact(FactNames.Role, ["support"], "claims", presentedAt)]);
        var command = new SubmitCommand
        {
            Requester = new Party(Amina) { Facts = presented, Presented = presented },
            Policy = new CurrentPolicy(Policy().ClaimsGoodFor(goodFor).Build(), new PolicyPin("automatic", "set", 1, "hash")),
            PolicyName = "automatic",
            Duration = asked,
            RequestId = "r",
            GrantId = "g",
        };
        return Decider.Submit(World.Empty, command, Bare.Context());
    }
}
