using System.Globalization;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;

namespace JitAccess.Tests.Nodes;

/// <summary>Several threads understand what one reads, and nobody can tell.</summary>
public sealed class LiveGrantIntakeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(12_345)]
    public async Task FinishAsync_AnyNumber_HasThemInTheirOrder(int count)
    {
        var intake = new LiveGrantIntake(Understand);

        await TakeAsync(intake, count);

        Assert.Equal(Enumerable.Range(0, count).Select(Text), intake.Live.Select(live => live.Grant));
        Assert.Null(intake.Fault);
    }

    [Fact]
    public async Task FinishAsync_SeveralFaults_NamesTheFirst()
    {
        var intake = new LiveGrantIntake((reader, record, live) => record.Position % 3000 == 2999 ? $"fault {record.Position}" : Understand(reader, record, live));

        await TakeAsync(intake, 12_345);

        Assert.Equal("fault 2999", intake.Fault);
    }

    [Fact]
    public async Task FinishAsync_SomethingThrows_ThrowsIt()
    {
        var intake = new LiveGrantIntake((_, record, _) => record.Position == 700 ? throw new InvalidDataException("700") : null);

        Assert.Equal("700", (await Assert.ThrowsAsync<InvalidDataException>(() => TakeAsync(intake, 900))).Message);
    }

    private static async Task TakeAsync(LiveGrantIntake intake, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await intake.TakeAsync(new StoredRecord(new RecordKey(Tenant.Default, RecordKind.Grant, Text(number)), 1, number, default, "k", default));
        }

        await intake.FinishAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Understand(LiveGrantReader reader, StoredRecord record, List<GrantLive> live)
    {
        live.Add(new GrantLive(record.Key.Id, Subject.Human("i", "amina"), [], "p", default, TakesCommit: false, []));
        return null;
    }
}
