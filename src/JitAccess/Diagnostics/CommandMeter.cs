using System.Diagnostics;
using JitAccess.Committing;

namespace JitAccess.Diagnostics;

/// <summary>Every command of a subject passes here: its refusals are bounded, and it is measured and traced.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CommandMeter(JitMetrics metrics, RefusalLimiter refusals)
{
    /// <summary>Runs a command.</summary>
    /// <param name="command">Its name, which is API.</param>
    /// <param name="caller">Who issues it.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="describe">Adds the ids of what it has done to the activity.</param>
    public ValueTask<T> RunAsync<T>(string command, Caller caller, Func<ValueTask<T>> run, Action<Activity, T>? describe = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return MeasureAsync(command, () => refusals.RunAsync(caller.Subject, run), describe);
    }

    /// <summary>Runs a command that ends access or refuses it: it waits for no limit.</summary>
    /// <param name="command">Its name, which is API.</param>
    /// <param name="caller">Who issues it.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="describe">Adds the ids of what it has done to the activity.</param>
    public ValueTask<T> EndAsync<T>(string command, Caller caller, Func<ValueTask<T>> run, Action<Activity, T>? describe = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return MeasureAsync(command, () => refusals.RunEndAsync(caller.Subject, run), describe);
    }

    /// <summary>Names a request and its grant.</summary>
    public static void Describe(Activity activity, JitRequest request)
    {
        activity.SetTag(JitTelemetry.RequestTag, request.Id);
        if (request.GrantId is { } grant)
        {
            activity.SetTag(JitTelemetry.GrantTag, grant);
        }
    }

    /// <summary>Names a grant and its request.</summary>
    public static void Describe(Activity activity, JitGrant grant)
    {
        activity.SetTag(JitTelemetry.RequestTag, grant.RequestId);
        activity.SetTag(JitTelemetry.GrantTag, grant.Id);
    }

    private async ValueTask<T> MeasureAsync<T>(string command, Func<ValueTask<T>> run, Action<Activity, T>? describe)
    {
        using var activity = JitTelemetry.Start(command);
        try
        {
            var done = await run().ConfigureAwait(false);
            if (activity is not null)
            {
                describe?.Invoke(activity, done);
            }

            End(Outcome.Accepted);
            return done;
        }
        catch (Exception exception)
        {
            End(Outcome.Of(exception));
            throw;
        }

        void End(Outcome outcome)
        {
            metrics.Command(command, outcome);
            activity.End(outcome);
        }
    }
}
