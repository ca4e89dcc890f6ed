using System.Collections.Frozen;
using JitAccess.Stores;

namespace JitAccess.Sqlite;

/// <summary>The folder that holds a database. SQLite's write-ahead log needs memory that all processes share, and locks that hold.</summary>
internal static class DatabaseFolder
{
    private static readonly FrozenSet<string> NetworkFileSystems = FrozenSet.ToFrozenSet(
        [
            "afp", "afpfs", "afs", "ceph", "cifs", "coda", "davfs2", "fuse.glusterfs", "fuse.sshfs", "gpfs", "kafs", "lustre", "ncp", "ncpfs",
            "nfs", "nfs4", "panfs", "smb", "smb2", "smb3", "smbfs", "webdav",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a folder that is missing or lies on another machine.</summary>
    public static void Demand(DatabaseLocation location, SqliteStoreOptions options)
    {
        if (location.Path is not { } path)
        {
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            throw new StoreUnavailableException($"The database \"{path}\" cannot be opened: the folder \"{folder}\" does not exist. Create it, or name another.");
        }

        if (IsRemote(folder, options) || (TargetOf(path) is { } target && IsRemote(Path.GetDirectoryName(target)!, options)))
        {
            throw new StoreUnavailableException(
                $"The database \"{path}\" lies on a network file system, where SQLite loses data. Use a disk of this machine, or a store for many machines.");
        }
    }

    private static bool IsRemote(string folder, SqliteStoreOptions options) =>
        folder.StartsWith(@"\\", StringComparison.Ordinal)
        || (options.DriveOf(folder) is var (type, fileSystem) && (type == DriveType.Network || NetworkFileSystems.Contains(fileSystem)));

    // SQLite follows links, and keeps its log beside what they lead to.
    private static string? TargetOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"The database \"{path}\" cannot be opened: {exception.Message} Mend the link, or name the file itself.", exception);
        }
    }
}
