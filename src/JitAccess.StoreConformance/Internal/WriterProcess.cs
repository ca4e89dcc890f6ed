using System.Diagnostics;
using System.Globalization;

namespace JitAccess.Stores;

/// <summary>A process that runs <see cref="CrashWriter"/>.</summary>
internal sealed class WriterProcess : IDisposable
{
    public const string Ready = "ready";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    /// <summary>Starts a process and waits until it is ready to go.</summary>
    public static async Task<WriterProcess> StartAsync(StoreSetup setup)
    {
        var start = setup.WriterProcess();
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var writer = new WriterProcess(Process.Start(start)!);
        var said = await writer.ReadAsync();
        Assert.True(said == Ready, $"the process says \"{Ready}\" and nothing else before it; it said {Assert.Show(said)}");
        return writer;
    }

    /// <summary>Lets it write.</summary>
    public void Go(string name, int writers, int commits)
    {
        _process.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{name} {writers} {commits}\n"));
        _process.StandardInput.Flush();
    }

    /// <summary>Reads the name of an acknowledged commit; nothing when the process has ended.</summary>
    public Task<string?> ReadAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Reads everything until it ends.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        while (await ReadAsync() is { } line)
        {
            lines.Add(line);
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        return lines;
    }

    /// <summary>Ends it at once, wherever it is: SIGKILL.</summary>
    public void Kill() => _process.Kill();

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
