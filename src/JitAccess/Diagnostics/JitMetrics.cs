using System.Diagnostics;
using System.Diagnostics.Metrics;
using JitAccess.Nodes;
using JitAccess.Notifications;

namespace JitAccess.Diagnostics;

/// <summary>The instruments of the core. Nothing is measured where the application has no <see cref="IMeterFactory"/>, and never in a check.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class JitMetrics
{
    private readonly Counter<long>? _commands;
    private readonly Counter<long>? _uses;
    private readonly Counter<long>? _activated;
    private readonly Counter<long>? _ended;
    private readonly Counter<long>? _settled;
    private readonly Counter<long>? _rechecked;
    private readonly Histogram<double>? _commits;
    private readonly Counter<long>? _deliveries;
    private readonly Counter<long>? _notifications;
    private Func<IEnumerable<JitFollowerStatus>> _followers = static () => [];
    private Func<int> _policyFiles = static () => 0;

    public JitMetrics(IMeterFactory? factory, GrantTable table, NodeFreshness freshness)
    {
        if (factory?.Create(new MeterOptions(JitTelemetry.Name) { Version = JitTelemetry.Version }) is not { } meter)
        {
            return;
        }

        _commands = meter.CreateCounter<long>(JitTelemetry.Commands, "{command}", "Commands, by what became of them.");
        _uses = meter.CreateCounter<long>(JitTelemetry.Uses, "{use}", "Operations that asked to be admitted, by what became of them.");
        _activated = meter.CreateCounter<long>(JitTelemetry.GrantsActivated, "{grant}", "Grants that this node's commits made live.");
        _ended = meter.CreateCounter<long>(JitTelemetry.GrantsEnded, "{grant}", "Grants whose end this node's commits wrote down, by why they ended.");
        _settled = meter.CreateCounter<long>(JitTelemetry.Settled, "{record}", "Records that housekeeping settled because their time was over.");
        _rechecked = meter.CreateCounter<long>(JitTelemetry.Rechecked, "{grant}", "Live grants whose holder this node judged anew.");
        _commits = meter.CreateHistogram(
            JitTelemetry.CommitDuration,
            "s",
            "How long the store took for a commit.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
        _deliveries = meter.CreateCounter<long>(JitTelemetry.FollowerDeliveries, "{entry}", "Entries that this node handed to followers, by what became of them.");
        _notifications = meter.CreateCounter<long>(JitTelemetry.Notifications, "{message}", "Messages that this node handed to notifiers, by what became of them.");
        meter.CreateObservableGauge(JitTelemetry.FollowerBehind, () => OfDelivering(status => status.Behind), "{entry}", "Entries that are still to be delivered.");
        meter.CreateObservableGauge(JitTelemetry.FollowerSetAside, () => OfDelivering(status => status.SetAside), "{entry}", "Entries that were set aside.");
        meter.CreateObservableGauge(JitTelemetry.PolicyFilesRefused, () => _policyFiles(), "{file}", "Policy files that changed and cannot be published.");
        meter.CreateObservableGauge(JitTelemetry.GrantsLive, () => table.CountLive(freshness.Now), "{grant}", "Live grants that this node knows.");
        meter.CreateObservableGauge(JitTelemetry.NodeLag, () => Lag(freshness), "ms", "How long ago this node sent its last good poll.");
        meter.CreateObservableGauge(JitTelemetry.NodeState, () => States(freshness), description: "1 for the state that this node is in, 0 for the others.");
    }

    public void Command(string command, Outcome outcome)
    {
        if (_commands is { Enabled: true })
        {
            var tags = TagsOf(outcome);
            tags.Add(JitTelemetry.CommandTag, command);
            _commands.Add(1, tags);
        }
    }

    public void Use(Outcome outcome)
    {
        if (_uses is { Enabled: true })
        {
            _uses.Add(1, TagsOf(outcome));
        }
    }

    public void Commit(double seconds, Outcome outcome)
    {
        if (_commits is { Enabled: true })
        {
            _commits.Record(seconds, TagsOf(outcome));
        }
    }

    public void Activated() => _activated?.Add(1);

    public void Ended(Reason because) => _ended?.Add(1, new KeyValuePair<string, object?>(JitTelemetry.ReasonTag, because.Code));

    public void Settled() => _settled?.Add(1);

    public void Rechecked() => _rechecked?.Add(1);

    public void Delivered(string follower, bool isDelivered, int entries) => _deliveries?.Add(
        entries,
        new KeyValuePair<string, object?>(JitTelemetry.FollowerTag, follower),
        new KeyValuePair<string, object?>(JitTelemetry.OutcomeTag, isDelivered ? "delivered" : "failed"));

    public void Notified(string notifier, JitNotificationKind kind, string outcome) => _notifications?.Add(
        1,
        new KeyValuePair<string, object?>(JitTelemetry.NotifierTag, notifier),
        new KeyValuePair<string, object?>(JitTelemetry.KindTag, kind.Name()),
        new KeyValuePair<string, object?>(JitTelemetry.OutcomeTag, outcome));

    /// <summary>Says how many policy files cannot be published.</summary>
    public void ObservePolicyFiles(Func<int> files) => _policyFiles = files;

    /// <summary>Says where it is known how those followers fare to which this node delivers.</summary>
    public void Observe(Func<IEnumerable<JitFollowerStatus>> followers) => _followers = followers;

    private IEnumerable<Measurement<long>> OfDelivering(Func<JitFollowerStatus, long> measure) => _followers()
        .Select(status => new Measurement<long>(measure(status), new KeyValuePair<string, object?>(JitTelemetry.FollowerTag, status.Name)));

    private static TagList TagsOf(Outcome outcome)
    {
        var tags = new TagList { { JitTelemetry.OutcomeTag, outcome.Name } };
        if (outcome.Reason is { } reason)
        {
            tags.Add(JitTelemetry.ReasonTag, reason.Code);
        }

        return tags;
    }

    private static IEnumerable<Measurement<long>> Lag(NodeFreshness freshness) =>
        freshness.AgeMilliseconds is { } age ? [new Measurement<long>(age)] : [];

    private static IEnumerable<Measurement<int>> States(NodeFreshness freshness)
    {
        var state = freshness.MayAnswer(out _, out var refusal) ? "fresh" : refusal.Code;
        return new[] { "fresh", Reason.NotSynchronised.Code, Reason.NodeStale.Code, Reason.NodeRefuses.Code }.Select(name =>
            new Measurement<int>(string.Equals(name, state, StringComparison.Ordinal) ? 1 : 0, new KeyValuePair<string, object?>(JitTelemetry.StateTag, name)));
    }
}
