using System.Collections.Concurrent;
using System.Text.Json;
using JitAccess;
using NodaTime.Text;

namespace BackOffice.Demo;

/// <summary>Where the messages of the demo go in place of mail: each account reads its own at <c>/demo/inbox</c>, on the node that brings them. In Development only.</summary>
internal sealed class DemoInbox : INotifier
{
    private const int Kept = 200; // messages of an account

    private readonly ConcurrentDictionary<Subject, ConcurrentQueue<JitNotification>> _messages = new();

    public Task NotifyAsync(JitNotification notification, CancellationToken cancellationToken)
    {
        if (notification.Recipient.Subject is not { } recipient)
        {
            throw new UndeliverableNotificationException($"Nobody is {notification.Recipient.Name}.");
        }

        var messages = _messages.GetOrAdd(recipient, _ => new ConcurrentQueue<JitNotification>());
        messages.Enqueue(notification);
        while (messages.Count > Kept && messages.TryDequeue(out _))
        {
        }

        return Task.CompletedTask;
    }

    public IEnumerable<object> Of(Subject subject) => _messages.GetValueOrDefault(subject, new ConcurrentQueue<JitNotification>()).Select(Show);

    private static object Show(JitNotification message) => new
    {
        kind = JsonNamingPolicy.KebabCaseLower.ConvertName(message.Kind.ToString()),
        title = message.Title,
        text = message.Text,
        link = (message.Facts.ApprovalLink ?? message.Facts.Link)?.PathAndQuery,
        contains = message.Contains.Select(Show),
    };
}

/// <summary>Wires the inbox.</summary>
internal static class DemoInboxExtensions
{
    /// <summary>Reads <c>JitAccess:DigestWindow</c>, such as <c>PT10S</c>; links in messages lead to the first of <c>urls</c>.</summary>
    public static JitAccessBuilder UseDemoInbox(this JitAccessBuilder jit, IConfiguration configuration)
    {
        jit.Services.AddSingleton<DemoInbox>();
        return jit
            .AddNotifier("inbox", services => services.GetRequiredService<DemoInbox>())
            .ConfigureNotifications(options =>
            {
                options.LinkBase = new Uri($"{configuration["urls"]!.Split(';')[0].TrimEnd('/')}/pages");
                options.ApprovalLinks = true;
                if (configuration["JitAccess:DigestWindow"] is { } window)
                {
                    options.DigestWindow = PeriodPattern.NormalizingIso.Parse(window).GetValueOrThrow().ToDuration();
                }
            });
    }

    public static void MapDemoInbox(this IEndpointRouteBuilder app) =>
        app.MapGet("/demo/inbox", (HttpContext context, DemoInbox inbox) => new { items = inbox.Of(context.GetJitCaller().Subject) }).RequireAuthorization();
}
