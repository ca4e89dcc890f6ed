using JitAccess.Stores;

namespace JitAccess.Tests.Followers;

/// <summary>The death of a node at one step of its way to the store: from there on nothing that the node does reaches anything.</summary>
internal sealed class CrashingStore(IGrantStore inner, int step, bool afterwards) : StoreWay(inner)
{
    private int _steps;

    public bool IsDead { get; private set; }

    /// <summary>A step that is not the store's.</summary>
    public Task StepAsync() => StepAsync(() => ValueTask.FromResult(0)).AsTask();

    protected override async ValueTask<T> StepAsync<T>(Func<ValueTask<T>> take)
    {
        var isTheStep = ++_steps == step;
        if (IsDead || (isTheStep && !afterwards))
        {
            IsDead = true;
            throw new StoreUnavailableException("The node is dead.");
        }

        var result = await take();
        IsDead = isTheStep;
        return isTheStep ? throw new StoreUnavailableException("The node is dead.") : result;
    }
}
