using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CustomStore;
using JitAccess.Stores;

namespace JitAccess.StoreConformance.Tests;

/// <summary>The suite finds what is wrong with a store, and says it.</summary>
public sealed partial class ConformanceSuiteTests
{
    [Theory]
    [InlineData(typeof(Flaws.Flattering), "Commit.CommitAsync_StaleExpectation_LosesAndIsNotSealed", "expected false, found True in: result.IsCommitted")]
    [InlineData(typeof(Flaws.SealingTwice), "Commit.CommitAsync_HoldingExpectations_SealsOnceAtTheHead", "expected exactly one")]
    [InlineData(typeof(Flaws.Deaf), "Commit.CommitAsync_Cancelled_WritesNothing", "expected OperationCanceledException, found no exception")]
    [InlineData(typeof(Flaws.Credulous), "Journal.P29_ReadJournalAsync_CursorOfAnotherJournal_DoesNotHold", "page.HoldsPrefix")]
    [InlineData(typeof(Flaws.Skipping), "Journal.ReadJournalAsync_PageByPage_GivesEveryEntryOnce", "expected 7, found 8")]
    [InlineData(typeof(Flaws.Skipping), "Ordering.P26_ReadJournalAsync_WhileManyWrite_MissesNothing", "expected 7, found 8")]
    [InlineData(typeof(Flaws.Precise), "Load.LoadAsync_NoKeys_GivesTheTime", "expected 2026-03-02T09:00:00Z")]
    [InlineData(typeof(Flaws.IgnoringCase), "Load.P31_LoadAsync_IdThatOnlyLooksTheSame_IsAnotherRecord", "with [\"Amina\", \"amina\"]: expected nothing")]
    [InlineData(typeof(Flaws.Torn), "Ordering.LoadAsync_WhilePairsAreWritten_SeesBothOfAPairAlike", "Position")]
    [InlineData(typeof(Flaws.Late), "LiveGrant.ReadLiveGrantsAsync_CommitsMeanwhile_AreNotSeen", "seen.Order()")]
    [InlineData(typeof(Flaws.Endless), "Query.QueryAsync_OfTenant_IsNewestFirstThenById", "come to an end")]
    [InlineData(typeof(Flaws.Thorough), "Tenancy.P30_EraseAsync_TextsOfAnotherTenant_Stay", "expected 0, found 1")]
    [InlineData(typeof(Flaws.Hasty), "Crash.P33_WriterKilledAtRandomMoments_LosesNothingAcknowledgedAndLeavesNothingHalf", "expected nothing, found [\"round")]
    public async Task RunAsync_FlawedStore_FailsAndSaysWhatWasExpectedAndFound(Type flaw, string name, string found)
    {
        var failure = await Assert.ThrowsAsync<ConformanceException>(() => ConformanceSuite.RunAsync(CaseOf(name), () => new Setup(flaw)));

        Assert.StartsWith(name, failure.Message, StringComparison.Ordinal);
        Assert.Contains(found, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_RandomCaseFails_NamesTheSeedThatRepeatsIt()
    {
        var model = CaseOf("Model.AnySequence_OfOperations_MatchesTheModel");
        var failure = await Assert.ThrowsAsync<ConformanceException>(() => ConformanceSuite.RunAsync(model, () => new Setup(typeof(Flaws.Flattering))));
        var seed = int.Parse(Seed().Match(failure.Message).Groups["seed"].Value, CultureInfo.InvariantCulture);

        var options = new ConformanceOptions { RandomCases = 1, Seed = seed };
        var again = await Assert.ThrowsAsync<ConformanceException>(() => ConformanceSuite.RunAsync(model, () => new Setup(typeof(Flaws.Flattering)), options));
        Assert.Contains("random case 0", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CapabilityMissing_IsNotRunAndSaysWhatIsMissing()
    {
        var result = await ConformanceSuite.RunAsync(CaseOf("Contention.ManyProcesses_StartAndWriteAtOnce_ShareOneJournal"), () => new Setup(typeof(Flaws.Hasty)));

        Assert.False(result.WasRun);
        Assert.Equal(StoreCapabilities.Sharing, result.Missing);
        Assert.EndsWith("was not run: the setup does not offer Sharing", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ConformanceSuite.RunAsync(ConformanceSuite.Cases[0], () => new Setup(typeof(Flaws.Deaf)), cancellationToken: source.Token));
    }

    [Fact]
    public async Task RunAsync_NoRandomCases_IsRefused() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => ConformanceSuite.RunAsync(ConformanceSuite.Cases[0], () => new Setup(typeof(Flaws.Deaf)), new ConformanceOptions { RandomCases = 0 }));

    private static ConformanceCase CaseOf(string name) => ConformanceSuite.Cases.Single(@case => @case.FullName == name);

    [GeneratedRegex("Seed = (?<seed>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Seed();

    private sealed class Setup(Type flaw) : StoreSetup
    {
        private readonly Lazy<string> _folder = new(() => Directory.CreateTempSubdirectory("jitaccess-").FullName);

        public override StoreCapabilities Capabilities => StoreCapabilities.GivenTime | StoreCapabilities.Reopening | StoreCapabilities.Processes;

        private string FilePath => Path.Combine(_folder.Value, "jit.jsonl");

        public override IGrantStore Open(TimeProvider time)
        {
            var store = (FlawedStore)Activator.CreateInstance(flaw)!;
            store.Honest = new JsonLinesStore(FilePath, time);
            return store;
        }

        public override ProcessStartInfo WriterProcess() => new("dotnet") { ArgumentList = { "exec", typeof(Setup).Assembly.Location, FilePath } };

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (_folder.IsValueCreated)
            {
                Directory.Delete(_folder.Value, recursive: true);
            }
        }
    }
}
