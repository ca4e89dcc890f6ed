namespace JitAccess.Api.Tests;

/// <summary>
/// The public surface of every package, in a text file each: a change to it is its own visible hunk. <c>JITACCESS_ACCEPT_API=1</c> accepts a change.
/// </summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "JITACCESS_ACCEPT_API";

    [Theory]
    [ClassData(typeof(PackageData))]
    public void Package_PublicSurface_IsTheAcceptedOne(string package)
    {
        var file = RepositoryTree.PathOf("tests", "JitAccess.Api.Tests", "PublicApi", package + ".txt");
        var actual = ApiPrinter.Print(PackageData.AssemblyOf(package));
        var accepted = File.Exists(file) ? File.ReadAllText(file) : "";
        if (string.Equals(actual, accepted, StringComparison.Ordinal))
        {
            return;
        }

        if (string.Equals(Environment.GetEnvironmentVariable(AcceptVariable), "1", StringComparison.Ordinal))
        {
            File.WriteAllText(file, actual);
            return;
        }

        Assert.Fail(
            $"""
            The public API of {package} is not the accepted one (- accepted, + actual):
            {LineDiff.Between(accepted, actual)}
            Meant? {AcceptVariable}=1 dotnet test tests/JitAccess.Api.Tests, then review and commit the changed PublicApi/{package}.txt.
            """);
    }

    [Fact]
    public void PublicApi_EveryFile_BelongsToAPackage()
    {
        var files = Directory.GetFiles(RepositoryTree.PathOf("tests", "JitAccess.Api.Tests", "PublicApi"), "*.txt").Select(Path.GetFileNameWithoutExtension);

        Assert.Empty(files.Except(RepositoryTree.Packages, StringComparer.Ordinal));
    }
}
