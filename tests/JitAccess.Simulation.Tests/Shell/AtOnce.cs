namespace JitAccess.Simulation;

/// <summary>The answer of a store in memory, which never keeps anybody waiting.</summary>
internal static class AtOnce
{
    public static T Of<T>(ValueTask<T> answer)
    {
        var task = answer.AsTask();
        if (!task.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("A store in memory answers at once, and does not fail here.", task.Exception);
        }

#pragma warning disable VSTHRD002 // it has completed
        return task.Result;
#pragma warning restore VSTHRD002
    }
}
