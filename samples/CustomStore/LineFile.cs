using System.Globalization;
using JitAccess.Stores;

namespace CustomStore;

/// <summary>The file: lines are appended and flushed, never changed. One process at a time, held by a lock file beside it.</summary>
/// <remarks>Not safe for concurrent use; the store lets one writer in at a time.</remarks>
internal sealed class LineFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;
    private FileStream _file;
    private long _durable; // up to here it was flushed, or read
    private bool _isUncertain; // what stands behind that

    private LineFile(string path, FileStream @lock, FileStream file)
    {
        _path = path;
        _lock = @lock;
        _file = file;
        _durable = file.Length;
    }

    /// <summary>Opens the file, or makes it, and reads its lines. A last line that was not written whole is dropped: nobody was told that it was.</summary>
    public static LineFile Open(string path, out IReadOnlyList<Line> lines)
    {
        var @lock = Lock(path);
        try
        {
            // The operating system lets go of the lock however the process ends.
            var file = OpenUnbuffered(path, FileMode.OpenOrCreate);
            try
            {
                lines = ReadAndMend(file, path);
                return new LineFile(path, @lock, file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>Appends a line. When this returns, it is on disk; when it throws, it will not be there, unless the process ends before the disk takes anything again.</summary>
    public void Append(Line line)
    {
        CutBack();
        try
        {
            _file.Write(line.ToBytes());
            _file.Flush(flushToDisk: true);
            _durable = _file.Position;
        }
        catch (Exception failed)
        {
            _isUncertain = true;
            try
            {
                CutBack(); // at once, so that whoever opens the file next does not find what nobody was told of
            }
            catch (Exception again)
            {
                throw new IOException($"{failed.Message} What was left of it cannot be cut off either: {again.Message}", failed);
            }

            throw;
        }
    }

    /// <summary>
    /// Replaces everything by one line, so that what was erased is in no byte of the file. The new file is whole before it takes the old one's name;
    /// the flush of the next line makes the name durable on file systems that keep a journal.
    /// </summary>
    public void Replace(Line line)
    {
        var next = _path + ".next";
        var file = OpenUnbuffered(next, FileMode.Create);
        try
        {
            // The last line may be dropped as torn, so what everything stands in is not the last.
            file.Write([.. line.ToBytes(), .. new Line(line.Incarnation, []).ToBytes()]);
            file.Flush(flushToDisk: true);
            File.Move(next, _path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            File.Delete(next); // it holds what the file holds
            throw;
        }

        _file.Dispose();
        (_file, _durable, _isUncertain) = (file, file.Position, false);
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    // INVARIANT: after a failed flush nobody knows what of a line is on disk, and reading it tells nothing, since that comes from memory. So it goes before another is written.
    private void CutBack()
    {
        if (_isUncertain)
        {
            _file.SetLength(_durable);
            _file.Position = _durable;
            _file.Flush(flushToDisk: true);
            _isUncertain = false;
        }
    }

    // What could not be written must not be tried again when the file is closed.
    private static FileStream OpenUnbuffered(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"\"{path}\" cannot be locked. Another process has it open, or its folder does not exist.", exception);
        }
    }

    private static List<Line> ReadAndMend(FileStream file, string path)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var lines = new List<Line>();
        var (start, last) = (0, 0);
        while (start < bytes.Length)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length >= 0 && Line.TryRead(bytes.AsSpan(start, length)) is { } line)
            {
                lines.Add(line);
                (last, start) = (start, start + length + 1);
                continue;
            }

            // INVARIANT: one flush, one line. So only the last can be torn; a damaged one before it was acknowledged, and must not be dropped.
            if (length >= 0 && start + length + 1 < bytes.Length)
            {
                throw new StoreUnavailableException(
                    $"Line {(lines.Count + 1).ToString(CultureInfo.InvariantCulture)} of \"{path}\" is damaged. Restore the file from a backup.");
            }

            file.SetLength(start);
            break;
        }

        // INVARIANT: what is believed is on disk. Whoever wrote the last line may have ended because its flush failed, and then it is read from memory only.
        // The same bytes in the same place harm nothing wherever this ends, and let the flush write them.
        file.Position = last;
        file.Write(bytes.AsSpan(last, start - last));
        file.Flush(flushToDisk: true);
        return lines;
    }
}
