namespace JitAccess.Testing;

/// <summary>One advance of a <see cref="FakeTime"/>, from due instant to due instant.</summary>
internal sealed class FakeAdvance(FakeTime time, long target) : IDisposable
{
    /// <summary>Moves both clocks to the next due instant; at the end to the target.</summary>
    /// <returns><see langword="false"/> when nothing more is due and the target is reached.</returns>
    public bool MoveToNextTimer() => time.MoveTo(target);

    /// <summary>Fires everything that is due at this instant.</summary>
    public void Fire()
    {
        while (time.TakeDue() is { } timer)
        {
            timer.Fire();
        }
    }

    public void Dispose() => time.EndAdvance();
}
