using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JitAccess.PostgreSql.Tests;

/// <summary>A PostgreSQL of the tests' own, on loopback, in a temporary folder; it ends with this process, however that ends.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> TheShared = new(() => Start("fsync=off"));
    private readonly Process _keeper;

    private PostgresServer(Process keeper, int port)
    {
        _keeper = keeper;
        Port = port;
    }

    /// <summary>Why tests that need a server are skipped; nothing where there is one.</summary>
    public static string? Missing { get; } = IsInstalled() ? null : "PostgreSQL is missing. On Debian: apt-get install postgresql";

    /// <summary>The server that tests share, each with a schema of its own.</summary>
    public static PostgresServer Shared => TheShared.Value;

    public int Port { get; }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres");

    /// <summary>Starts a server with settings such as <c>fsync=off</c>.</summary>
    public static PostgresServer Start(params string[] settings) => Start(null, settings);

    /// <summary>Starts a standby of this server.</summary>
    public PostgresServer StartStandby() => Start(Port, "fsync=off");

    private static PostgresServer Start(int? primary, params string[] settings)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Path.Combine(Root(), "eng", "postgres"))
        {
            UseShellExecute = false,
            RedirectStandardInput = true, // the server ends when this does
            RedirectStandardOutput = true,
            ArgumentList = { port.ToString(CultureInfo.InvariantCulture) },
        };
        Array.ForEach(settings, start.ArgumentList.Add);
        start.Environment["STANDBY_OF"] = primary?.ToString(CultureInfo.InvariantCulture);
        var keeper = Process.Start(start)!;
        return keeper.StandardOutput.ReadLine() is not null
            ? new PostgresServer(keeper, port)
            : throw new InvalidOperationException("PostgreSQL did not start; what it said is in the output above.");
    }

    /// <summary>Kills a process of the server, which then ends all of them and recovers from its log. What the operating system holds is not lost.</summary>
    public void Crash()
    {
        using var connection = new Npgsql.NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        Process.GetProcessById(connection.ProcessID).Kill();
    }

    public void Run(string sql) => Ask(sql);

    public object? Ask(string sql)
    {
        using var connection = new Npgsql.NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        _keeper.StandardInput.Close();
        _keeper.WaitForExit();
        _keeper.Dispose();
    }

    private static bool IsInstalled()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists(debian) ? Directory.GetDirectories(debian).Select(version => Path.Combine(version, "bin")) : []);
        return folders.Any(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    /// <summary>A port of the loopback interface that nobody uses.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The folder of the repository.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "JitAccess.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
