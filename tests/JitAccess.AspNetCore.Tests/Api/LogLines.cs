using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>Keeps every line that is logged.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> All => [.. _lines];

    /// <summary>The lines of the library itself.</summary>
    public IReadOnlyList<LogLine> Ours => [.. _lines.Where(IsOurs)];

    public void Clear() => _lines.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private static bool IsOurs(LogLine line) =>
        line.Category.StartsWith("JitAccess", StringComparison.Ordinal) && !line.Category.Contains(".Tests.", StringComparison.Ordinal);

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines._lines.Enqueue(new LogLine(category, eventId, logLevel, formatter(state, exception) + exception));
    }
}

internal sealed record LogLine(string Category, EventId Event, LogLevel Level, string Text);
