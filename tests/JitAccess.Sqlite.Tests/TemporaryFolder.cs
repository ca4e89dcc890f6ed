using JitAccess.Tests.Time;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace JitAccess.Sqlite.Tests;

/// <summary>A folder that ends with its test, and the database in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly List<IDisposable> _open = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("jitaccess-").FullName;

    public string DatabasePath => System.IO.Path.Combine(Path, "jit.db");

    public string KeyPath => DatabasePath + ".key";

    public ManualTime Time { get; } = new();

    /// <summary>Makes a store on the folder's database; it is disposed with the folder at the latest.</summary>
    public SqliteGrantStore NewStore(Action<SqliteStoreOptions>? configure = null)
    {
        var options = new SqliteStoreOptions();
        configure?.Invoke(options);
        var store = new SqliteGrantStore(DatabaseLocation.Parse("Data Source=jit.db", Path), options, Time);
        _open.Add(store);
        return store;
    }

    /// <summary>Makes a store and its database.</summary>
    public async Task<SqliteGrantStore> NewInitializedStoreAsync(Action<SqliteStoreOptions>? configure = null)
    {
        var store = NewStore(configure);
        await store.InitializeAsync(default);
        return store;
    }

    /// <summary>Opens the database beside the store, as another program could.</summary>
    public SqliteConnection OpenRaw()
    {
        var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False;Default Timeout=1");
        _open.Add(connection);
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        _open.ForEach(item => item.Dispose());
        Directory.Delete(Path, recursive: true);
    }
}
