using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Reads policy sets from files: one file, one set.</summary>
internal static class PolicyFiles
{
    // A file that could be matched but not read is a finding, never skipped.
    private static readonly EnumerationOptions Matching = new()
    {
        MatchType = MatchType.Simple,
        MatchCasing = MatchCasing.CaseSensitive,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.None,
    };

    /// <summary>Reads every file that a pattern names, in ordinal order, and reports everything that is wrong with all of them.</summary>
    /// <param name="root">What the pattern is relative to: the content root.</param>
    /// <param name="pattern">A file, or a folder and a name with <c>*</c> and <c>?</c>, such as <c>policies/*.json</c>.</param>
    public static PolicyLoad Load(string root, string pattern)
    {
        var findings = new List<PolicyFinding>();
        var sets = LoadThoseThere(root, pattern, findings);
        if (sets.IsEmpty && findings.Count == 0)
        {
            const string Fix = "Correct the pattern, or ship the files with the application.";
            findings.Add(Refuse(pattern, $"No file matches \"{SafeText.Show(pattern)}\".", "at least one file", Fix));
        }

        return new PolicyLoad(sets, [.. findings]);
    }

    /// <summary>The same for files that may be there: none is no finding.</summary>
    public static ImmutableArray<LoadedPolicySet> LoadThoseThere(string root, string pattern, List<PolicyFinding> findings) =>
        [.. Find(root, pattern, findings).Select(file => Read(file, Path.GetRelativePath(root, file), findings)).OfType<LoadedPolicySet>()];

    private static List<string> Find(string root, string pattern, List<PolicyFinding> findings)
    {
        var full = Path.GetFullPath(Path.Combine(root, pattern));
        var (folder, name) = (Path.GetDirectoryName(full), Path.GetFileName(full));
        if (folder is null || name.Length == 0 || folder.AsSpan().ContainsAny('*', '?'))
        {
            const string Limit = "a folder without wildcards and a file name that may have them";
            findings.Add(Refuse(pattern, $"The pattern \"{SafeText.Show(pattern)}\" is not {Limit}.", Limit, "Write it as policies/*.json."));
            return [];
        }

        if (!Directory.Exists(folder))
        {
            return [];
        }

        try
        {
            return [.. Directory.EnumerateFiles(folder, name, Matching).Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            findings.Add(Unreadable(pattern, exception));
            return [];
        }
    }

    private static LoadedPolicySet? Read(string path, string shown, List<PolicyFinding> findings)
    {
        try
        {
            var found = new List<Finding>();
            var set = ReadBounded(path) is { } bytes ? PolicyDocument.ReadSet(bytes, found) : TooLarge(found);
            findings.AddRange(found.Select(finding => PolicyFinding.Of(finding, shown)));
            return set is null ? null : new LoadedPolicySet(set, shown);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            findings.Add(Unreadable(shown, exception));
            return null;
        }
    }

    // At most one byte more than is allowed, whatever the file system says about its length.
    private static byte[]? ReadBounded(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[Math.Min(stream.Length, PolicyDocument.MaxBytes) + 1];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count > PolicyDocument.MaxBytes ? null : bytes[..count];
    }

    private static JitPolicySet? TooLarge(List<Finding> findings)
    {
        findings.Add(PolicyDocument.TooLarge());
        return null;
    }

    private static PolicyFinding Unreadable(string file, Exception exception) => Refuse(
        file,
        $"The file cannot be read ({exception.GetType().Name}).",
        "a file that this process may read",
        "Check that it is there, and its permissions.");

    private static PolicyFinding Refuse(string file, string message, string limit, string fix) =>
        new(Reason.PolicyInvalid, message) { File = SafeText.Show(file), Limit = limit, Fix = fix };
}
