using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace JitAccess.Tests.Grants.Model;

/// <summary>An environment of a host that is not there.</summary>
internal sealed class StubEnvironment : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Production;

    public string ApplicationName { get; set; } = "test";

    public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
