using System.Diagnostics;
using System.Diagnostics.Metrics;
using JitAccess.AspNetCore.Tests.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Hosting;

/// <summary>Names are API: <c>docs/reference/telemetry.md</c>.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Meter_CountsAdmissionsByOutcomeAndReason()
    {
        await using var app = await HostPaths.StartAsync();
        var seen = new List<string>();
        using var listener = ListenTo(app, seen);

        using var refused = await app.PostAsync("amina", "/orders/4711/refund");
        await app.GrantAsync();
        using var admitted = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Equal(
            ["jitaccess.web.admissions 1 jitaccess.outcome=refused jitaccess.reason=no-grant", "jitaccess.web.admissions 1 jitaccess.outcome=admitted"], seen);
    }

    [Fact]
    public async Task Meter_HasTheseInstruments()
    {
        await using var app = await HostPaths.StartAsync();
        var names = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (IsOurs(app, instrument))
            {
                names.Add(instrument.Name);
            }
        };
        listener.Start();
        _ = app.Services.GetRequiredService<WebMetrics>();

        Assert.Equal(["jitaccess.web.admissions", "jitaccess.web.bypasses", "jitaccess.web.cut_offs"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Source_TracesAdmissions()
    {
        await using var app = await HostPaths.StartAsync();
        await app.GrantAsync();
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "JitAccess.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => seen.Enqueue($"{activity.OperationName} {activity.GetTagItem("jitaccess.permission")}"),
        };
        ActivitySource.AddActivityListener(listener);

        using var response = await app.PostAsync("amina", "/orders/4711/refund");

        Assert.Contains("jitaccess.admit orders:refund", seen);
    }

    private static MeterListener ListenTo(GrantApp app, List<string> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (IsOurs(app, instrument))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (seen)
            {
                seen.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
            }
        });
        listener.Start();
        return listener;
    }

    // Other tests run beside this one, each with its own meter of the same name.
    private static bool IsOurs(GrantApp app, Instrument instrument) =>
        instrument.Meter.Name == "JitAccess.AspNetCore" && ReferenceEquals(instrument.Meter.Scope, app.Services.GetRequiredService<IMeterFactory>());
}
