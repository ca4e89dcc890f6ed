using System.Diagnostics.CodeAnalysis;
using JitAccess.Diagnostics;
using JitAccess.Journal;
using JitAccess.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Chooses who is told what happens, and how.</summary>
public static class JitNotificationBuilderExtensions
{
    /// <summary>Adds a notifier: one node at a time hands it the messages of the journal.</summary>
    /// <typeparam name="TNotifier">The notifier, made once.</typeparam>
    /// <param name="jit">The builder.</param>
    /// <param name="name">
    /// The name under which it is remembered how far the notifier has come, as that of the follower <c>notify-{name}</c>; the same in every version of the
    /// application: lower-case words of a-z and 0-9 joined by <c>-</c>, at most 57 characters, unique in the application.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is not in that form.</exception>
    public static JitAccessBuilder AddNotifier<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TNotifier>(
        this JitAccessBuilder jit, string name)
        where TNotifier : class, INotifier => jit.AddNotifier(name, static services => ActivatorUtilities.CreateInstance<TNotifier>(services));

    /// <summary>Adds a notifier that the application makes.</summary>
    /// <param name="jit">The builder.</param>
    /// <param name="name">The name, as above.</param>
    /// <param name="make">Makes it, once. It is disposed with the services where it can be.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is not in that form.</exception>
    public static JitAccessBuilder AddNotifier(this JitAccessBuilder jit, string name, Func<IServiceProvider, INotifier> make)
    {
        ArgumentNullException.ThrowIfNull(jit);
        ArgumentNullException.ThrowIfNull(make);
        if (!NameText.IsCanonical(name) || !NameText.IsCanonical(NotificationFollower.NameOf(name)))
        {
            throw new ArgumentException($"\"{SafeText.Show(name ?? "")}\" is no name of a notifier; it needs {NameText.Expected}, less 7.", nameof(name));
        }

        AddShared(jit.Services);
        jit.Services.AddSingleton<IJournalFollower>(services => new NotificationFollower(
            name,
            make(services),
            services.GetRequiredService<NotificationComposer>(),
            services.GetRequiredService<IOptions<NotificationOptions>>().Value,
            services.GetRequiredService<JitMetrics>(),
            services.GetRequiredService<JitClock>(),
            services.GetRequiredService<ILogger<NotificationFollower>>()));
        return jit;
    }

    /// <summary>Posts messages to an address as signed JSON; see <c>docs/guides/notifications.md</c>.</summary>
    /// <param name="jit">The builder.</param>
    /// <param name="name">The name of the notifier, as above.</param>
    /// <param name="configure">Says where to; called when it is first needed.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is not in that form.</exception>
    public static JitAccessBuilder AddWebhook(this JitAccessBuilder jit, string name, Action<WebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(jit);
        ArgumentNullException.ThrowIfNull(configure);
        jit.AddNotifier(name, services => new WebhookNotifier(
            name,
            services.GetRequiredService<IOptionsMonitor<WebhookOptions>>().Get(name),
            services.GetRequiredService<IHostResolver>(),
            services.GetRequiredService<IJitKeyRing>(),
            services.GetRequiredService<JitClock>(),
            services.GetRequiredService<ILogger<WebhookNotifier>>()));
        jit.Services.AddOptions<WebhookOptions>(name).Configure(configure).ValidateOnStart();
        jit.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
        jit.Services.TryAddSingleton<IHostResolver, SystemResolver>();
        return jit;
    }

    /// <summary>Words messages by a template of the application's own. Of several each gets what the one before left.</summary>
    /// <typeparam name="TTemplate">The template, made once.</typeparam>
    /// <param name="jit">The builder.</param>
    /// <returns>The builder.</returns>
    public static JitAccessBuilder UseNotificationTemplate<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TTemplate>(
        this JitAccessBuilder jit)
        where TTemplate : class, INotificationTemplate
    {
        ArgumentNullException.ThrowIfNull(jit);
        jit.Services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationTemplate, TTemplate>());
        return jit;
    }

    /// <summary>Changes what all notifiers have in common.</summary>
    /// <param name="jit">The builder.</param>
    /// <param name="configure">Changes it; called when it is first needed.</param>
    /// <returns>The builder.</returns>
    public static JitAccessBuilder ConfigureNotifications(this JitAccessBuilder jit, Action<NotificationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(jit);
        ArgumentNullException.ThrowIfNull(configure);
        AddShared(jit.Services);
        jit.Services.Configure(configure);
        return jit;
    }

    private static void AddShared(IServiceCollection services)
    {
        services.AddOptions<NotificationOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NotificationOptions>, NotificationOptionsValidator>());
        services.TryAddSingleton<NotificationAudience>();
        services.TryAddSingleton<CaseReader>();
        services.TryAddSingleton<StageRecipients>();
        services.TryAddSingleton<FactWriter>();
        services.TryAddSingleton<NotificationComposer>();
    }
}
