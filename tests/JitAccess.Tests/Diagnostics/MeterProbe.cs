using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.Tests.Diagnostics;

/// <summary>Listens to the meters of one host.</summary>
internal sealed class MeterProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _measured = new();

    public MeterProbe(JitTestHost host)
    {
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name == "JitAccess")
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, $"{value}", tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, $"{value}", tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value >= 0 ? "some time" : "negative", tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    /// <summary>What was measured since the last call by one instrument: <c>value tag=value ...</c>, tags by name.</summary>
    public IReadOnlyList<string> Take(string instrument)
    {
        _listener.RecordObservableInstruments();
        var all = _measured.ToArray();
        _measured.Clear();
        return [.. all.Where(line => line.StartsWith(instrument + " ", StringComparison.Ordinal)).Select(line => line[(instrument.Length + 1)..])];
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tag in tags)
        {
            texts.Add($"{tag.Key}={tag.Value}");
        }

        _measured.Enqueue(string.Join(' ', [instrument.Name, value, .. texts]));
    }
}
