using JitAccess;
using JitAccess.Smtp;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses mail as a way to tell people.</summary>
public static class JitSmtpBuilderExtensions
{
    /// <summary>Sends messages by mail, to the addresses that the directory has.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Names the server and who mail comes from; called when it is first needed.</param>
    /// <param name="name">The name of the notifier, under which it is remembered how far it has come: never change it.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is no name of a notifier.</exception>
    public static JitAccessBuilder AddSmtp(this JitAccessBuilder builder, Action<SmtpOptions> configure, string name = "mail")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddNotifier(name, services => new SmtpNotifier(
            services.GetRequiredService<IOptionsMonitor<SmtpOptions>>().Get(name), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddOptions<SmtpOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SmtpOptions>, SmtpOptionsValidator>());
        return builder;
    }
}
