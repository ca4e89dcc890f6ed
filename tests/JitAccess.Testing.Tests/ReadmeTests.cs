using JitAccess.Api.Tests;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Testing.Tests;

/// <summary>The example in the package's README: run here, and the same there word for word.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Readme_Example_Runs()
    {
        // README begin
        await using var host = await JitTestHost.StartAsync(BackOfficePolicies.All, people => people
            .Person("amina", "support")
            .Person("bo", "support-lead"));

        var request = await host.As("amina").RequestAsync("refund-order", "orders/4711", minutes: 30, "customer charged twice");
        await host.As("bo").ApproveAsync(request);
        host.Should("amina").Allow("orders:refund", "orders/4711").And.Deny("orders:refund", "orders/4712", Reason.OutOfScope);

        await host.AdvanceAsync(Duration.FromMinutes(30));
        host.Should("amina").Deny("orders:refund", "orders/4711", Reason.Expired);

        // README end
    }

    [Fact]
    public async Task Readme_ConfiguredHost_Starts()
    {
        var folder = Directory.CreateTempSubdirectory("jit-readme-");
        var time = new FakeTime();

        await using (await JitTestHost.StartAsync(jit => jit.UseSqlite($"Data Source={folder.FullName}/test.db").AddPolicies(BackOfficePolicies.All), people => { }, time))
        {
            Assert.True(File.Exists(Path.Combine(folder.FullName, "test.db")));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public void Readme_Example_IsTheOneThatRuns()
    {
        var source = File.ReadAllLines(RepositoryTree.PathOf("tests", "JitAccess.Testing.Tests", "ReadmeTests.cs"))
            .SkipWhile(line => line.Trim() != "// README begin").Skip(1).TakeWhile(line => line.Trim() != "// README end")
            .Select(line => line.Length > 8 ? line[8..] : "");
        var readme = File.ReadAllText(RepositoryTree.PathOf("src", "JitAccess.Testing", "README.md"));

        Assert.Contains(string.Join('\n', source).Trim(), readme, StringComparison.Ordinal);
    }
}
