using NodaTime;

namespace JitAccess.Sqlite;

/// <summary>How the SQLite store behaves. Read once, when the store is made.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class SqliteStoreOptions
{
    /// <summary>Gets or sets how long a command waits for another process that is writing to the same file.</summary>
    /// <value>The default is five seconds. One second to one minute; after that the store counts as unavailable.</value>
    public Duration BusyTimeout { get; set; } = Duration.FromSeconds(5);

    /// <summary>The largest database in pages, for tests of a full disk.</summary>
    internal long? MaxPageCount { get; set; }

    /// <summary>The drive that holds a folder: its type and the name of its file system. For tests of network drives.</summary>
    internal Func<string, (DriveType Type, string FileSystem)> DriveOf { get; set; } = static folder =>
    {
        var drive = new DriveInfo(folder);
        return (drive.DriveType, drive.DriveFormat);
    };

    /// <summary>Refuses values outside their range.</summary>
    internal void Demand()
    {
        if (BusyTimeout < Duration.FromSeconds(1) || BusyTimeout > Duration.FromMinutes(1))
        {
            throw new InvalidOperationException(
                $"SqliteStoreOptions.{nameof(BusyTimeout)} is {BusyTimeout}; it must be one second to one minute.");
        }
    }
}
