using System.Diagnostics;
using System.Globalization;
using CustomStore;
using JitAccess.Stores;
using static JitAccess.Stores.ConformanceBatch;

namespace JitAccess.CustomStore.Tests;

/// <summary>
/// A process whose files may not grow, then may, as with a full disk on which somebody makes room. It prints what became of each commit and erasure, and how
/// much readers see; an erasure finds room, for what it writes is shorter.
/// </summary>
internal static class FullDisk
{
    public const string Argument = "full-disk";

    private static string _path = "";

    public static async Task RunAsync(string path)
    {
        await using var store = new JsonLinesStore(path, TimeProvider.System);
        await store.InitializeAsync(default);
        _path = path;
        await SayAsync(store, "before");
        Limit("2000");
        await SayAsync(store, "first");
        await SayAsync(store, "second");
        await SayAsync(store, null);
        Limit("unlimited");
        await SayAsync(store, "after");
        await SayAsync(store, null);
    }

    // Nothing: erase.
    private static async Task SayAsync(JsonLinesStore store, string? id)
    {
        string outcome;
        try
        {
            outcome = id is null
                ? $"erased {await store.EraseAsync(new Erasure.TextsOf(Tenant.Default, "amina"), default)}"
                : (await store.CommitAsync(NewGrant(id).Put(Key(id, RecordKind.Text), 0, new RecordIndex { Subject = "amina" }).Build(), default)).IsCommitted ? "committed" : "lost";
        }
        catch (StoreUnavailableException)
        {
            outcome = "unavailable";
        }

        var page = await store.ReadJournalAsync(JournalCursor.Start, 100, default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id ?? "erasure"}: {outcome}, {page.Entries.Count} in the journal, {(EndsWhole() ? "whole" : "torn")}"));
    }

    private static bool EndsWhole()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    // Of this process, from now on; what it may set it back to stays as it is.
    private static void Limit(string bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"]);
        prlimit.WaitForExit();
        if (prlimit.ExitCode != 0)
        {
            throw new InvalidOperationException("prlimit could not limit this process.");
        }
    }
}
