using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>Uses wait for the ends that are being committed, and for nothing else.</summary>
public sealed class EndsUnderwayTests
{
    private static readonly Subject Amina = Subject.Human("i", "amina");
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 9, 0);

    private readonly EndsUnderway _ends = new();

    [Fact]
    public void WaitAsync_TwoCommandsEndTheSame_WaitsForBoth()
    {
        var (one, other) = (_ends.Begin(), _ends.Begin());
        one.Note(EndOf("a"));
        one.Note(EndOf("a")); // decided again after a lost race
        other.Note(EndOf("a"));
        var waiting = WaitAsync("a");
        Assert.True(WaitAsync("b").IsCompletedSuccessfully);

        one.Dispose();
        one.Dispose();
        Assert.False(waiting.IsCompleted);
        Assert.False(WaitAsync("a").IsCompleted);

        other.Dispose();
        Assert.True(WaitAsync("a").IsCompletedSuccessfully);
    }

    private Task WaitAsync(string grant) => _ends.WaitAsync(GrantRecord.KeyOf(Amina.Tenant, grant), CancellationToken.None);

    private static Decision EndOf(string grant) => Decision.Accept(null, new GrantReleased(Amina.Tenant, grant, Amina, Now));
}
