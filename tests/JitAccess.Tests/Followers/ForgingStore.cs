using JitAccess.Stores;

namespace JitAccess.Tests.Followers;

/// <summary>A store of which one entry was changed by somebody who has no key.</summary>
internal sealed class ForgingStore(IGrantStore inner, long position) : StoreWay(inner)
{
    protected override async ValueTask<T> StepAsync<T>(Func<ValueTask<T>> take) =>
        await take() is var result && result is JournalPage page
            ? (T)(object)(page with { Entries = [.. page.Entries.Select(entry => entry.Position == position ? entry with { Mac = new byte[32] } : entry)] })
            : result;
}
