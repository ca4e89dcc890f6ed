using System.Reflection;
using Microsoft.Extensions.Logging;

namespace JitAccess.Api.Tests;

/// <summary><c>docs/reference/telemetry.md</c> lists every log event of every package, and nothing else. Event ids are API.</summary>
public sealed class LogEventsPageTests
{
    [Theory]
    [ClassData(typeof(PackageData))]
    public void Page_SectionOfAPackage_ListsItsEvents(string package)
    {
        var section = File.ReadLines(RepositoryTree.PathOf("docs", "reference", "telemetry.md"))
            .SkipWhile(line => line != $"## {package}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));

        Assert.Equal(EventsOf(package).Select(RowOf), section.Where(line => line.Length > 2 && char.IsAsciiDigit(line[2])));
    }

    [Fact]
    public void EventId_OfAllPackages_IsUsedOnce()
    {
        var ids = RepositoryTree.Packages.SelectMany(EventsOf).Select(logged => logged.EventId).ToList();

        Assert.Equal(ids.Distinct(), ids);
    }

    private static IEnumerable<LoggerMessageAttribute> EventsOf(string package) =>
        from type in PackageData.AssemblyOf(package).GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let logged = method.GetCustomAttribute<LoggerMessageAttribute>()
        where logged is not null
        orderby logged.EventId
        select logged;

    private static string RowOf(LoggerMessageAttribute logged) => $"| {logged.EventId} | `{logged.EventName}` | {logged.Level} | {logged.Message} |";
}
