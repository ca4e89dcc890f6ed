using System.Text.RegularExpressions;

namespace JitAccess.Api.Tests;

/// <summary>The documents in the tree.</summary>
public sealed partial class MarkdownTests
{
    [Fact]
    public void Document_RelativeLinks_LeadSomewhere()
    {
        var broken =
            from file in RepositoryTree.Documents()
            from Match link in RelativeLink().Matches(File.ReadAllText(file))
            let target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, link.Groups["path"].Value))
            where !Path.Exists(target)
            select $"{Path.GetRelativePath(RepositoryTree.Root, file)}: {link.Groups["path"].Value}";

        Assert.Empty(broken);
    }

    [GeneratedRegex(@"\]\((?<path>[^)#:\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RelativeLink();
}
