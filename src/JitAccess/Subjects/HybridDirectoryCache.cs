using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;

namespace JitAccess;

/// <summary>Keeps answers in the application's <see cref="HybridCache"/>, in this process only.</summary>
/// <remarks>Never in the distributed part: who can write there could give roles to anyone.</remarks>
internal sealed class HybridDirectoryCache(HybridCache cache) : DirectoryCache
{
    /// <inheritdoc/>
    public override async ValueTask<DirectoryAnswer> GetOrAskAsync(
        Subject subject, Func<CancellationToken, Task<DirectoryAnswer>> ask, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        var options = new HybridCacheEntryOptions
        {
            Expiration = keepFor,
            LocalCacheExpiration = keepFor,
            Flags = HybridCacheEntryFlags.DisableDistributedCache,
        };
        var text = await cache.GetOrCreateAsync(
            KeyOf(subject),
            ask,
            static async (ask, token) => DirectoryAnswerText.Write(await ask(token).ConfigureAwait(false)),
            options,
            cancellationToken: cancellationToken).ConfigureAwait(false);
        return DirectoryAnswerText.Read(text, subject);
    }

    /// <inheritdoc/>
    public override ValueTask ForgetAsync(Subject subject, CancellationToken cancellationToken) => cache.RemoveAsync(KeyOf(subject), cancellationToken);

    // Lengths before the parts: no two subjects have one key, whatever characters their ids hold.
    internal static string KeyOf(Subject subject) => string.Create(
        CultureInfo.InvariantCulture,
        $"jitaccess:directory:{subject.Tenant.Id.Length}:{subject.Tenant.Id}:{subject.Issuer.Length}:{subject.Issuer}:{subject.Id}");
}
