using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using JitAccess.Diagnostics;
using JitAccess.Followers;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace JitAccess.Notifications;

/// <summary>Hands one notifier the messages of the journal: each notifier has its own cursor, so none waits for another.</summary>
/// <remarks>
/// INVARIANT: a delivery ends well only when the notifier has taken every message of its entries; until then the cursor stays, and they come again. What the
/// notifier had taken of them it is not given again by the same process. Used by one delivery at a time.
/// </remarks>
internal sealed class NotificationFollower(
    string notifier,
    INotifier taker,
    NotificationComposer composer,
    NotificationOptions options,
    JitMetrics metrics,
    JitClock clock,
    ILogger<NotificationFollower> logger) : IPacedFollower, IDisposable
{
    private const int FullPage = 500;
    private const int FailuresInADelivery = 3;

    private readonly NotificationPace _pace = new(options.DigestAbove, options.DigestWindow, clock);
    private readonly Dictionary<long, HashSet<string>> _taken = []; // by position
    private readonly HashSet<long> _complete = []; // those of them that may be forgotten once nothing that came before can be waiting

    /// <inheritdoc/>
    public string Name => NameOf(notifier);

    /// <summary>The name of the follower that feeds a notifier.</summary>
    public static string NameOf(string notifier) => "notify-" + notifier;

    /// <inheritdoc/>
    public void Dispose() => (taker as IDisposable)?.Dispose();

    // A page that is full is no better for waiting, and a backlog would never end. An emergency waits for nothing, and is buried under nothing.
    /// <inheritdoc/>
    public bool Takes(IReadOnlyList<StoredEntry> waiting) =>
        _pace.IsOver || waiting.Count >= FullPage || waiting.Any(entry => string.Equals(EntryContent.Of(entry).Kind, NotificationComposer.GlassBroken, StringComparison.Ordinal));

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<JournalDelivery> entries, CancellationToken cancellationToken)
    {
        var messages = new List<JitNotification>();
        foreach (var delivery in Recent(entries))
        {
            var taken = _taken.GetValueOrDefault(delivery.Entry.Position);
            messages.AddRange((await composer.ComposeAsync(delivery, cancellationToken).ConfigureAwait(false))
                .Where(message => taken?.Contains(message.Id) != true));
        }

        var failures = new List<Exception>();
        foreach (var batch in messages.GroupBy(message => message.Recipient.Key, StringComparer.Ordinal).SelectMany(Batches))
        {
            if (await TryHandOverAsync(batch, cancellationToken).ConfigureAwait(false) is not { } failure)
            {
                continue;
            }

            failures.Add(failure);
            if (failures.Count >= FailuresInADelivery)
            {
                break;
            }
        }

        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }

        Forget(entries);
    }

    // An entry may come ahead of one that fails, to find out why, and again in its turn: no further ahead than a page.
    private void Forget(IReadOnlyList<JournalDelivery> entries)
    {
        _complete.UnionWith(entries.Select(delivery => delivery.Entry.Position).Where(_taken.ContainsKey));
        foreach (var position in _complete.Where(position => position + FullPage < entries[0].Entry.Position).ToList())
        {
            _taken.Remove(position);
            _complete.Remove(position);
        }
    }

    private List<JournalDelivery> Recent(IReadOnlyList<JournalDelivery> entries)
    {
        var recent = entries.Where(delivery => clock.Wall - delivery.Entry.Time <= options.ForgetAfter).ToList();
        if (recent.Count < entries.Count)
        {
            NotificationLog.Forgotten(logger, notifier, entries.Count - recent.Count, options.ForgetAfter.TotalHours);
        }

        return recent;
    }

    // What is more than a recipient gets one by one becomes a digest, but for what is told at once.
    private IEnumerable<ImmutableArray<JitNotification>> Batches(IGrouping<string, JitNotification> toOne)
    {
        var all = toOne.ToLookup(message => message.Kind == JitNotificationKind.GlassBroken);
        var others = all[false].ToList();
        return
        [
            .. all[true].Select(message => ImmutableArray.Create(message)),
            .. _pace.IsTooMany(toOne.Key, others.Count)
                ? others.Chunk(Digests.MaxMessages).Select(chunk => ImmutableArray.Create(chunk))
                : others.Select(message => ImmutableArray.Create(message)),
        ];
    }

    private async Task<Exception?> TryHandOverAsync(ImmutableArray<JitNotification> batch, CancellationToken cancellationToken)
    {
        var message = batch is [var one] ? one : Digests.Of(batch);
        try
        {
            await taker.NotifyAsync(message, cancellationToken).ConfigureAwait(false);
            _pace.Sent(message.Recipient.Key, batch.Length);
            metrics.Notified(notifier, message.Kind, "delivered");
        }
        catch (UndeliverableNotificationException)
        {
            NotificationLog.Undeliverable(logger, notifier, message.Kind.Name(), message.Position);
            metrics.Notified(notifier, message.Kind, "undeliverable");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.Notified(notifier, message.Kind, "failed");
            return exception;
        }

        foreach (var taken in batch)
        {
            if (!_taken.TryGetValue(taken.Position, out var ids))
            {
                _taken[taken.Position] = ids = new HashSet<string>(StringComparer.Ordinal);
            }

            ids.Add(taken.Id);
        }

        return null;
    }
}
