using CustomStore;
using JitAccess;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the sample's store.</summary>
public static class JsonLinesBuilderExtensions
{
    /// <summary>Keeps everything in a file of JSON lines. Replaces a store chosen earlier. The store brings no key: configure a key ring.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file.</param>
    /// <returns>The same builder.</returns>
    public static JitAccessBuilder UseJsonLines(this JitAccessBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.RemoveAll<IGrantStore>();
        builder.Services.AddSingleton<IGrantStore>(services => new JsonLinesStore(path, services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
