using System.Diagnostics;

namespace JitAccess.Sqlite.Tests.Processes;

/// <summary>This assembly as another process.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    /// <summary>Says how to start this assembly with arguments.</summary>
    public static ProcessStartInfo Program(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { "exec", typeof(Child).Assembly.Location },
        };
        Array.ForEach(arguments, start.ArgumentList.Add);
        return start;
    }

    /// <summary>Starts a child and waits until it is ready to go.</summary>
    public static async Task<Child> StartAsync(params string[] arguments)
    {
        var start = Program(arguments);
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var child = new Child(Process.Start(start)!);
        Assert.Equal("ready", await child.ReadAsync());
        return child;
    }

    /// <summary>Lets it go on.</summary>
    public void Go() => _process.StandardInput.Write("\n");

    /// <summary>Reads what it reports; nothing when it has ended.</summary>
    public async Task<string?> ReadAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>Reads everything until it ends.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        while (await ReadAsync() is { } line)
        {
            lines.Add(line);
        }

        await _process.WaitForExitAsync();
        return lines;
    }

    public int ExitCode => _process.ExitCode;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
