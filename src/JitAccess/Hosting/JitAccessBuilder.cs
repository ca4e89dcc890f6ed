using System.Diagnostics.CodeAnalysis;
using JitAccess.Followers;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace JitAccess;

/// <summary>What an application chooses while it registers JitAccess: store, keys, policies, directory, facts, conditions, settings.</summary>
/// <remarks>Packages add their choices as extension methods. Used during start-up only; not thread-safe.</remarks>
public sealed class JitAccessBuilder
{
    internal JitAccessBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services that are being registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Chooses a store of the application's own, instead of any chosen before.</summary>
    /// <typeparam name="TStore">The store.</typeparam>
    /// <returns>This builder.</returns>
    public JitAccessBuilder UseStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, IGrantStore
    {
        Services.Replace(ServiceDescriptor.Singleton<IGrantStore, TStore>());
        return this;
    }

    /// <summary>Chooses the in-memory store by name: everything is forgotten when the process ends. In Production it is used only when chosen so.</summary>
    /// <returns>This builder.</returns>
    public JitAccessBuilder UseInMemory() => UseStore<InMemoryStore>();

    /// <summary>Reads the key ring from a file that only its owner can read. An embedded store needs none: it keeps one beside itself.</summary>
    /// <param name="path">The file, absolute or relative to the content root.</param>
    /// <returns>This builder.</returns>
    public JitAccessBuilder UseKeyFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Services.Replace(ServiceDescriptor.Singleton<IJitKeyRing>(services =>
            FileKeyRing.Open(Path.Combine(services.GetRequiredService<IHostEnvironment>().ContentRootPath, path))));
        return this;
    }

    /// <summary>Uses a key ring of the application's own, such as one in a vault.</summary>
    /// <typeparam name="TKeyRing">The ring.</typeparam>
    /// <returns>This builder.</returns>
    public JitAccessBuilder UseKeyRing<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TKeyRing>()
        where TKeyRing : class, IJitKeyRing
    {
        Services.Replace(ServiceDescriptor.Singleton<IJitKeyRing, TKeyRing>());
        return this;
    }

    /// <summary>Brings a policy set from code.</summary>
    /// <param name="set">The set.</param>
    /// <returns>This builder.</returns>
    public JitAccessBuilder AddPolicies(JitPolicySet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        Services.AddSingleton(set);
        return this;
    }

    /// <summary>Brings policy sets from JSON files, one set a file. A pattern without a match, or an error in any file, stops the start.</summary>
    /// <param name="pattern">A file, or a folder and a name with <c>*</c> and <c>?</c>, relative to the content root, such as <c>policies/*.json</c>.</param>
    /// <returns>This builder.</returns>
    public JitAccessBuilder AddPolicies(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        Services.AddSingleton(new PolicyFilePattern(pattern));
        return this;
    }

    /// <summary>Uses a directory that knows the application's subjects; its word replaces the roles and attributes of claims.</summary>
    /// <typeparam name="TDirectory">The directory, made once.</typeparam>
    /// <returns>This builder.</returns>
    public JitAccessBuilder UseDirectory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TDirectory>()
        where TDirectory : class, ISubjectDirectory
    {
        Services.Replace(ServiceDescriptor.Singleton<ISubjectDirectory, TDirectory>());
        return this;
    }

    /// <summary>Adds a source of facts.</summary>
    /// <typeparam name="TSource">The source, made once.</typeparam>
    /// <returns>This builder.</returns>
    public JitAccessBuilder AddFactSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource>()
        where TSource : class, IFactSource
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IFactSource, TSource>());
        return this;
    }

    /// <summary>Adds a follower: one node at a time hands it the whole journal, from the first entry on.</summary>
    /// <typeparam name="TFollower">The follower, made once.</typeparam>
    /// <returns>This builder.</returns>
    public JitAccessBuilder AddFollower<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFollower>()
        where TFollower : class, IJournalFollower
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IJournalFollower, TFollower>());
        return this;
    }

    /// <summary>
    /// Appends the journal to a file, an entry a line: <c>{"entry": …, "hash": …, "mac": …}</c>, and <c>"mayBeRepeated": true</c> where the line may be there
    /// twice. Of several nodes one at a time writes, to its own file of that name.
    /// </summary>
    /// <param name="path">The file, absolute or relative to the content root. Made when it is missing, readable by its owner and group; it may be renamed away.</param>
    /// <returns>This builder.</returns>
    public JitAccessBuilder ExportJournal(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Services.AddSingleton<IJournalFollower>(services =>
            new JsonLinesExport("json-lines", Path.Combine(services.GetRequiredService<IHostEnvironment>().ContentRootPath, path)));
        return this;
    }

    /// <summary>Registers a custom condition, so that policies can name it.</summary>
    /// <typeparam name="TCondition">The condition, made once.</typeparam>
    /// <returns>This builder.</returns>
    public JitAccessBuilder AddCondition<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCondition>()
        where TCondition : class, ICondition
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<ICondition, TCondition>());
        return this;
    }

    /// <summary>Changes settings.</summary>
    /// <param name="configure">Changes them; called when they are first needed.</param>
    /// <returns>This builder.</returns>
    public JitAccessBuilder Configure(Action<JitAccessOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
        return this;
    }
}
