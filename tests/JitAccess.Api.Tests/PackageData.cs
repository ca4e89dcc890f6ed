using System.Reflection;

namespace JitAccess.Api.Tests;

/// <summary>One row for each package.</summary>
internal sealed class PackageData : TheoryData<string>
{
    public PackageData()
    {
        foreach (var package in RepositoryTree.Packages)
        {
            Add(package);
        }
    }

    public static Assembly AssemblyOf(string package) => Assembly.Load(new AssemblyName(package));
}
