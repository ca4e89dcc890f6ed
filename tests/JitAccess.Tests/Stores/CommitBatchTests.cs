using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Tests.Stores;

public sealed class CommitBatchTests
{
    private static readonly RecordKey Key = ConformanceBatch.Key("g");
    private static readonly JournalHead Head = new(7, new byte[32], Instant.FromUnixTimeMilliseconds(1_000));

    [Theory]
    [InlineData("", 0)]
    [InlineData("g", -1)]
    public void Constructor_ExpectationThatNoStoreCanHold_IsRefused(string id, long version) =>
        Assert.Throws<ArgumentException>(() => new CommitBatch([new RecordExpectation(ConformanceBatch.Key(id), version)], _ => null));

    [Fact]
    public void Constructor_LoneSurrogate_IsRefused() =>
        Assert.All(["\uDC00", "g\uD83D", "\uD83Dg"], id => Assert.Throws<ArgumentException>(() => new ConformanceBatch().Expect(ConformanceBatch.Key(id), 0).Build()));

    [Theory]
    [InlineData(1600, true)]
    [InlineData(1601, false)]
    public void Constructor_IdLength_IsBounded(int length, bool isAccepted) =>
        Assert.Equal(isAccepted, Record.Exception(() => new ConformanceBatch().Expect(ConformanceBatch.Key(new string('x', length)), 0).Build()) is null);

    [Fact]
    public void Seal_WellMade_IsReturnedAsItIs() => Assert.Equal(2, Make().Build().Seal(Head)!.Entries.Count);

    [Fact]
    public void Seal_Nothing_IsNothing() => Assert.Null(new CommitBatch([], _ => null).Seal(Head));

    public static TheoryData<string, Func<SealedBatch, SealedBatch>> Defects => new()
    {
        { "a gap", made => made with { Entries = [made.Entries[1]] } },
        { "another order", made => made with { Entries = [made.Entries[1], made.Entries[0]] } },
        { "another time", made => made with { Entries = [.. made.Entries.Select(entry => entry with { Time = Instant.FromUnixTimeMilliseconds(999) })] } },
        { "a short hash", made => made with { Entries = [made.Entries[0] with { Hash = new byte[31] }, made.Entries[1]] } },
        { "a long HMAC", made => made with { Entries = [made.Entries[0] with { Mac = new byte[33] }, made.Entries[1]] } },
        { "a record twice", made => made with { Writes = [made.Writes[0], made.Writes[0]] } },
        { "a record that is not expected", made => made with { Writes = [made.Writes[0] with { Key = ConformanceBatch.Key("other") }] } },
        { "the record of another key", made => Change(made, record => record with { Key = ConformanceBatch.Key("other") }) },
        { "a skipped version", made => Change(made, record => record with { Version = 3 }) },
        { "the same version", made => Change(made, record => record with { Version = 1 }) },
        { "another position", made => Change(made, record => record with { Position = 8 }) },
        { "a record without HMAC", made => Change(made, record => record with { Mac = ReadOnlyMemory<byte>.Empty }) },
        { "65 parties", made => Index(made, index => index with { Parties = [.. Enumerable.Range(0, 65).Select(number => $"{number}")] }) },
        { "a lone surrogate as policy", made => Index(made, index => index with { Policy = "\uD800" }) },
        { "a lone surrogate as state", made => Index(made, index => index with { State = "\uD800x" }) },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void Seal_Defect_IsRefused(string defect, Func<SealedBatch, SealedBatch> change)
    {
        var made = Make();
        var batch = new CommitBatch([new RecordExpectation(Key, 1)], head => change(made.Seal(head)));

        Assert.True(Record.Exception(() => batch.Seal(Head)) is InvalidOperationException, defect);
    }

    [Fact]
    public void Seal_RemovalOfWhatIsExpectedNotToExist_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new ConformanceBatch().Remove(Key, 0).Build().Seal(Head));

    private static ConformanceBatch Make() => new ConformanceBatch().Put(Key, 1, ConformanceBatch.State("active")).Entry().Entry();

    private static SealedBatch Change(SealedBatch made, Func<StoredRecord, StoredRecord> change) =>
        made with { Writes = [made.Writes[0] with { Record = change(made.Writes[0].Record!) }] };

    private static SealedBatch Index(SealedBatch made, Func<RecordIndex, RecordIndex> change) =>
        made with { Writes = [made.Writes[0] with { Index = change(made.Writes[0].Index) }] };
}
