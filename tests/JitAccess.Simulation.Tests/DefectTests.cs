using Xunit.Abstractions;

namespace JitAccess.Simulation;

/// <summary>Defects that somebody might make, each planted on purpose: a simulation that does not find them proves nothing.</summary>
public sealed class DefectTests(ITestOutputHelper output)
{
    private const int MostSeeds = 20_000;
    private const string Unheeded = "allows what was ended longer than the bound ago";
    private const string PastItsEnd = "allows what has ended by the time that it knows";
    private const string Replaced = "answers by a journal that the store has not held";

    private const string Forgotten = "answers by a store that has forgotten what this node had read";

    private static readonly Variant[] All =
    [
        new("the lease runs from receipt instead of from sending") { Rules = static bound => new ProofDefects.LeaseFromReceipt(bound), Symptom = Unheeded },
        new("a hint is trusted as a proof of freshness") { Rules = static bound => new ProofDefects.HintIsProof(bound), Symptom = Unheeded },
        new("the answer to an old poll is accepted for a newer one") { Rules = static bound => new ProofDefects.OldAnswerAccepted(bound), Symptom = Unheeded },
        new("a page that is not the last is taken for a proof") { Rules = static bound => new ProofDefects.FirstPageIsProof(bound), Symptom = Unheeded },
        new("no proof that the store holds the prefix") { Rules = static bound => new ProofDefects.NoPrefixProof(bound), Symptom = Replaced },
        new("the incarnation is ignored") { Rules = static bound => new ProofDefects.IncarnationIgnored(bound), Symptom = Replaced },
        new("a node that starts forgets what it knew") { Rules = static bound => new ProofDefects.NothingRecalled(bound), Symptom = Forgotten },
        new("an adoption of long ago is taken for one of the store that was put back") { Rules = static bound => new ProofDefects.OldAdoptionBelieved(bound), Symptom = Forgotten },
        new("a store that was put back is believed at the next poll") { Rules = static bound => new ProofDefects.FaultForgiven(bound), Symptom = Forgotten },
        new("a node's time follows the store's back") { Rules = static bound => new ProofDefects.TimeFollowsTheStoreBack(bound), Symptom = PastItsEnd },
        new("the earlier clock measures the lease") { Rules = static bound => new ClockDefects.EarlierClockMeasuresTheLease(bound), Symptom = Unheeded },
        new("the monotonic clock alone measures the lease") { Rules = static bound => new ClockDefects.MonotonicClockMeasuresTheLease(bound), Symptom = Unheeded },
        new("the earlier clock ends grants") { Rules = static bound => new ClockDefects.EarlierClockEndsGrants(bound), Symptom = PastItsEnd },
        new("the lease has no margin for the rate of clocks") { Rules = static bound => new ClockDefects.LeaseWithoutMargin(bound), Symptom = Unheeded },
        new("a grant lives at its very end") { Rules = static bound => new ClockDefects.EndIncluded(bound), Symptom = PastItsEnd },
        new("the start is compared at the check")
        {
            Rules = static bound => new ClockDefects.StartComparedAtCheck(bound),
            Store = static (agenda, dice, bound) => new EarlyGrantStore(agenda, dice, bound),
            Symptom = "allows what is not live yet",
        },
        new("a grant that waits for its first use is taken for one that lives") { Rules = static bound => new JournalDefects.WaitingTakenForLive(bound), Symptom = "allows what is not live yet" },
        new("a first use is not heard of") { Rules = static bound => new JournalDefects.FirstUseIgnored(bound), Symptom = "denies what is live" },
        new("an unknown effect is ignored") { Rules = static bound => new JournalDefects.UnknownEffectIgnored(bound), Symptom = Unheeded },
        new("a follower skips a revocation") { Rules = static bound => new JournalDefects.RevocationSkipped(bound), Symptom = Unheeded },
        new("a follower skips what ends many") { Rules = static bound => new JournalDefects.MassEndIgnored(bound), Symptom = Unheeded },
        new("an own commit skips what others committed before it") { Rules = static bound => new JournalDefects.OwnCommitSkipsOthers(bound), Symptom = Unheeded },
        new("an own end waits for its turn") { Rules = static bound => new JournalDefects.OwnEndWaits(bound), Symptom = "allows what it has ended itself" },
        new("a snapshot is not loaded") { Rules = static bound => new JournalDefects.SnapshotNotLoaded(bound), Symptom = "denies what is live" },
        new("positions come from a sequence") { Store = static (agenda, dice, bound) => new SequenceStore(agenda, dice, bound), Symptom = Unheeded },
        new("a snapshot's position is read after its grants") { Store = static (agenda, dice, bound) => new TornSnapshotStore(agenda, dice, bound), Symptom = Unheeded },
    ];

    public static TheoryData<string> Names => [.. All.Select(defect => defect.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Defect_Planted_IsFound(string name)
    {
        var defect = Array.Find(All, defect => defect.Name == name)!;
        var (broken, _) = Worlds.Search(defect, first: 1, MostSeeds);

        Assert.True(broken is not null, $"{MostSeeds} worlds, and none breaks a promise where {name}");
        var told = World.Retell(defect, broken.Value);
        Assert.Contains(defect.Symptom, told, StringComparison.Ordinal);
        output.WriteLine($"{name}: found by seed {broken}\n{told}");
    }

    /// <summary>
    /// The wall clock is set back, and before the next poll a suspend stops the monotonic clock for as long: neither shows that time has passed. It is
    /// the one assumption about clocks, and the promise does rest on it.
    /// </summary>
    [Fact]
    public void Assumption_NoClockKeepsRunning_IsNeeded()
    {
        var (broken, _) = Worlds.Search(new Variant("no clock keeps running") { OneClockKeepsRunning = false, Symptom = Unheeded }, first: 1, MostSeeds);

        Assert.True(broken is not null, "the assumption is not needed, or the simulation never violates it");
        output.WriteLine($"found by seed {broken}");
    }
}
