using System.Diagnostics;
using System.Globalization;

namespace JitAccess.Benchmarks.Stores;

/// <summary>A PostgreSQL of the benchmarks' own, with its default settings, until it is disposed.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly Process _server;

    private PostgresServer(Process server, int port) => (_server, Port) = (server, port);

    public int Port { get; }

    /// <summary>The folder of its programs, such as <c>pgbench</c>.</summary>
    public static string Programs => Directory.GetDirectories("/usr/lib/postgresql").Max(StringComparer.Ordinal) + "/bin";

    public static async Task<PostgresServer> StartAsync()
    {
        var port = 20_000 + Environment.ProcessId % 20_000;
        var start = new ProcessStartInfo("eng/postgres") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
        var server = Process.Start(start)!;
        return await server.StandardOutput.ReadLineAsync() is null
            ? throw new InvalidOperationException("PostgreSQL did not start; what it said is above.")
            : new PostgresServer(server, port);
    }

    /// <summary>Makes a database and says how to connect to it.</summary>
    public string Create(string database)
    {
        using var made = Process.Start(
            Path.Combine(Programs, "createdb"), ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", database]);
        made.WaitForExit();
        return made.ExitCode == 0
            ? $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}"
            : throw new InvalidOperationException($"The database {database} could not be made; what createdb said is above.");
    }

    public async ValueTask DisposeAsync()
    {
        _server.StandardInput.Close();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }
}
