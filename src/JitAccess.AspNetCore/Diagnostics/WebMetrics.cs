using System.Diagnostics.Metrics;

namespace JitAccess;

/// <summary>The meter of this package. Names and tags are API: <c>docs/reference/telemetry.md</c>.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WebMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "JitAccess.AspNetCore";

    /// <summary>Counts decisions on grant requirements, by <c>jitaccess.outcome</c> and, when refused, <c>jitaccess.reason</c>.</summary>
    public const string Admissions = "jitaccess.web.admissions";

    /// <summary>Counts operations that another handler admitted without a grant.</summary>
    public const string Bypasses = "jitaccess.web.bypasses";

    /// <summary>Counts live responses, streams and connections that were cut off because their grant had ended, by <c>jitaccess.kind</c>.</summary>
    public const string CutOffs = "jitaccess.web.cut_offs";

    public const string OutcomeTag = "jitaccess.outcome";
    public const string ReasonTag = "jitaccess.reason";
    public const string KindTag = "jitaccess.kind";

    private readonly Counter<long> _admissions;
    private readonly Counter<long> _bypasses;
    private readonly Counter<long> _cutOffs;

    public WebMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _admissions = meter.CreateCounter<long>(Admissions, "{operation}", "Operations that needed a grant, by outcome.");
        _bypasses = meter.CreateCounter<long>(Bypasses, "{operation}", "Operations that another handler admitted without a grant.");
        _cutOffs = meter.CreateCounter<long>(CutOffs, "{connection}", "Live responses, streams and connections cut off when their grant ended.");
    }

    public void Admitted() => _admissions.Add(1, new KeyValuePair<string, object?>(OutcomeTag, "admitted"));

    public void Refused(Reason reason) =>
        _admissions.Add(1, new KeyValuePair<string, object?>(OutcomeTag, "refused"), new KeyValuePair<string, object?>(ReasonTag, reason.Code));

    public void Bypassed() => _bypasses.Add(1);

    public void CutOff(string kind) => _cutOffs.Add(1, new KeyValuePair<string, object?>(KindTag, kind));
}
