using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Tells of live responses, streams and connections that were cut off.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class CutOffs(WebMetrics metrics, ILogger<CutOffs> logger)
{
    public const string ServerSentEvents = "server-sent-events";
    public const string WebSocket = "web-socket";
    public const string Grpc = "grpc";
    public const string Marked = "marked";
    public const string HubConnection = "hub-connection";
    public const string HubStream = "hub-stream";

    /// <summary>Tells of one.</summary>
    public void Happened(string kind)
    {
        metrics.CutOff(kind);
        Log(logger, kind);
    }

    [LoggerMessage(EventId = 2004, EventName = "CutOff", Level = LogLevel.Information, Message = "A live response ({Kind}) was cut off: its grant has ended.")]
    private static partial void Log(ILogger logger, string kind);
}
