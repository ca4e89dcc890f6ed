using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>A file system with one file under a few paths.</summary>
internal sealed class OneFile(params string[] paths) : IFileProvider, IFileInfo
{
    public bool Exists => true;

    public long Length => 4;

    public string? PhysicalPath => null;

    public string Name => "site.css";

    public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

    public bool IsDirectory => false;

    public Stream CreateReadStream() => new MemoryStream(Encoding.UTF8.GetBytes("file"));

    public IFileInfo GetFileInfo(string subpath) => paths.Contains(subpath, StringComparer.Ordinal) ? this : new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;
}
