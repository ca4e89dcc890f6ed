using System.Runtime.Versioning;
using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Tests.Policies;
using JitAccess.Tests.Shared;

namespace JitAccess.Tests.Journal;

/// <summary>The key file of a running host: keys come and none goes, and whoever reads it finds it whole.</summary>
public sealed class FileKeyRingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => Path.Combine(_folder.Path, "jit.key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_NewKey_SealsNothingAndIsFoundByEverybodyWhoReadsTheFile()
    {
        var (one, other, key) = (FileKeyRing.Create(FilePath), FileKeyRing.Open(FilePath), JitKey.Generate());
        var first = one.Current.Id;

        one.Add(key);

        Assert.Equal((first, first, first), (one.Current.Id, other.Current.Id, FileKeyRing.Open(FilePath).Current.Id));
        Assert.True(other.TryGet(key.Id, out var found)); // without a look at the clock: it was met
        Assert.True(other.TryGet(key.Id, out var again));
        Assert.Same(found, again);
    }

    [Fact]
    public void Switch_KeyThatIsThere_SealsHereAndAfterARereadThere()
    {
        var (one, other, key) = (FileKeyRing.Create(FilePath), FileKeyRing.Open(FilePath), JitKey.Generate());
        var first = one.Current;
        one.Add(key);

        one.Switch(key.Id);

        Assert.True(other.Reread());
        Assert.Equal((key.Id, key.Id), (one.Current.Id, other.Current.Id));
        Assert.True(other.TryGet(first.Id, out _));
        Assert.True(one.TryGet(first.Id, out var kept));
        Assert.Same(first, kept);
        Assert.False(other.Reread());
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void Change_FileAfterwards_IsItsOwnersAlone()
    {
        var ring = FileKeyRing.Create(FilePath);
        ring.Add(JitKey.Generate());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => !file.EndsWith(".key", StringComparison.Ordinal) && !file.EndsWith(".change", StringComparison.Ordinal));
    }

    // A file of another node that was copied over a newer one takes nothing away from what is running.
    [Fact]
    public void Reread_FileLacksAKeyOrHasAnotherSecret_KeepsWhatWasThere()
    {
        var ring = FileKeyRing.Create(FilePath);
        var (old, key) = (File.ReadAllBytes(FilePath), JitKey.Generate());
        ring.Add(key);
        ring.Switch(key.Id);
        _ = ring.Reread();

        Replace(old);
        Assert.Equal(Reason.KeyMissing, Assert.Throws<StoreUnavailableException>(() => ring.Reread()).Reason);
        Assert.Equal(key.Id, ring.Current.Id);

        Replace("{\"current\":\"" + key.Id + "\",\"keys\":{\"" + key.Id + "\":\"" + Convert.ToBase64String(new byte[32]) + "\"}}");
        Assert.Throws<StoreUnavailableException>(() => ring.Reread());
        Assert.False(ring.TryGet("unknown", out _));
        Assert.Equal(key.Id, ring.Current.Id);
    }

    [Theory]
    [InlineData("{\"current\":")]
    [InlineData("{\"current\":\"k1\",\"keys\":{}}")]
    [InlineData("")]
    public void Reread_BrokenFile_KeepsWhatWasThereUntilItIsMended(string text)
    {
        var ring = FileKeyRing.Create(FilePath);
        var (whole, first) = (File.ReadAllBytes(FilePath), ring.Current.Id);

        Replace(text);
        Assert.Throws<StoreUnavailableException>(() => ring.Reread());
        Assert.Throws<StoreUnavailableException>(() => ring.Reread()); // and again: it is not forgotten that it changed
        Assert.Equal(first, ring.Current.Id);

        Replace(whole);
        Assert.True(ring.Reread() || ring.Current.Id == first);
    }

    [Fact]
    public void Add_FromManyAtOnce_LosesNoKey()
    {
        FileKeyRing.Create(FilePath);
        var rings = Enumerable.Range(0, 6).Select(_ => FileKeyRing.Open(FilePath)).ToList();
        var keys = rings.ConvertAll(_ => JitKey.Generate());

        Parallel.For(0, rings.Count, index => rings[index].Add(keys[index]));

        var read = FileKeyRing.Open(FilePath);
        Assert.All(keys, key => Assert.True(read.TryGet(key.Id, out _)));
        Assert.All(rings, ring => Assert.All(keys, key => Assert.True(ring.TryGet(key.Id, out _))));
    }

    private void Replace(string text) => Replace(System.Text.Encoding.UTF8.GetBytes(text));

    private void Replace(byte[] bytes)
    {
        var temporary = FilePath + ".copy";
        File.WriteAllBytes(temporary, bytes);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(temporary, FilePath, overwrite: true);
    }
}
