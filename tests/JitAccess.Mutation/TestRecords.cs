using System.Globalization;
using System.Runtime.InteropServices;
using Xunit.Sdk;

namespace JitAccess.Mutation;

/// <summary>
/// How each test has fared so far, in this process and in those before and beside it: Stryker starts a few, and a fresh one after a test that did not end.
/// Each appends to a file of its own in a folder that eng/mutate makes, and reads the others' once, when it starts.
/// </summary>
internal static class TestRecords
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("JITACCESS_MUTATE_RECORDS");
    private static readonly Dictionary<string, TestRecord> Records = Read();

    public static TestRecord Of(IXunitTestCase test) => Of(Records, test.UniqueID);

    public static void Add(IReadOnlyList<KeyValuePair<IXunitTestCase, XunitRun.Result>> results)
    {
        foreach (var (test, result) in results)
        {
            Of(test).Add(result.Duration, result.IsFailure);
        }

        if (Folder is not null)
        {
            File.AppendAllLines(
                Path.Combine(Folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
                results.Select(item => string.Create(
                    CultureInfo.InvariantCulture, $"{item.Key.UniqueID} {item.Value.Duration.Ticks} {item.Value.IsFailure}")));
        }
    }

    private static TestRecord Of(Dictionary<string, TestRecord> records, string test) =>
        CollectionsMarshal.GetValueRefOrAddDefault(records, test, out _) ??= new TestRecord();

    private static Dictionary<string, TestRecord> Read()
    {
        var records = new Dictionary<string, TestRecord>();
        foreach (var line in Folder is null ? [] : Directory.EnumerateFiles(Folder).SelectMany(ReadWritten))
        {
            Of(records, line[0]).Add(TimeSpan.FromTicks(long.Parse(line[1], CultureInfo.InvariantCulture)), bool.Parse(line[2]));
        }

        return records;
    }

    // Whoever writes the file may be at it: its last line may be half a line.
    private static IEnumerable<string[]> ReadWritten(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '));
    }
}
