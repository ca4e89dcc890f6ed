namespace JitAccess.Sqlite.Tests.Connections;

public sealed class DatabaseLocationTests
{
    [Theory]
    [InlineData("Data Source=jit.db", "/app/jit.db")]
    [InlineData("Data Source=data/jit.db", "/app/data/jit.db")]
    [InlineData("Data Source=../jit.db", "/jit.db")]
    [InlineData("Data Source=/var/jit.db;Mode=ReadWrite", "/var/jit.db")]
    [InlineData("Filename=jit.db;Pooling=True", "/app/jit.db")]
    public void Parse_Path_StartsAtTheRoot(string connectionString, string path)
    {
        var location = DatabaseLocation.Parse(connectionString, "/app");
        Assert.Equal(path, location.Path);
        Assert.Equal(path + ".key", location.KeyPath);
        Assert.Contains("Pooling=False", location.ConnectionString(create: false), StringComparison.Ordinal);
        Assert.Contains("Mode=ReadWrite;", location.ConnectionString(create: false) + ";", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=shared;Mode=Memory;Cache=Shared")]
    public void Parse_Memory_HasNoFileAndIsPrivate(string connectionString)
    {
        var location = DatabaseLocation.Parse(connectionString, "/app");
        Assert.Null(location.Path);
        Assert.Null(location.KeyPath);
        Assert.NotEqual(location.ConnectionString(create: true), DatabaseLocation.Parse(connectionString, "/app").ConnectionString(create: true));
    }

    [Theory]
    [InlineData("", "names no file")]
    [InlineData("Data Source=", "names no file")]
    [InlineData("Data Source=file:jit.db", "URI")]
    [InlineData("Data Source=jit.db;Mode=ReadOnly", "read-only")]
    [InlineData("Data Source=jit.db;Cache=Shared", "shared cache")]
    [InlineData("Server=jit.db", "server")]
    public void Parse_WhatCannotWork_IsRefused(string connectionString, string words) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(() => DatabaseLocation.Parse(connectionString, "/app")).Message, StringComparison.Ordinal);
}
