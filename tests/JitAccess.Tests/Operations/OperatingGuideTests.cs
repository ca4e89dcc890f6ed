using System.Text.RegularExpressions;
using JitAccess.Api.Tests;
using JitAccess.Journal;
using JitAccess.Testing;
using JitAccess.Tests.Policies;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Operations;

/// <summary>The code of two sections of <c>docs/guides/operating.md</c> stands here, word for word, and runs.</summary>
public sealed partial class OperatingGuideTests
{
    private static readonly string[] Sections = ["## Another key", "## Erase what a person wrote"];

    [Fact]
    public async Task Guide_AnotherKeyAndErasure_Work()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "jit.key");
        FileKeyRing.Create(file);
        await using var host = await JitTestHost.StartAsync(
            jit => jit.UseKeyFile(file)
                .AddPolicies(JitPolicySet.Create("operating", 1, Erase(), JitPolicy.Create("rotate-keys").Grants(JitPermissions.RotateKeys).On("keys")
                    .Eligible(Has.Role("privacy-officer")).UpTo(Duration.FromMinutes(30)).AutoApproved().Build()))
                .Configure(options => options.Administration.MayOperate = Has.Role("privacy-officer")),
            people => people.Person("olga", "privacy-officer"));
        var (operations, requests, me) = (host.Services.GetRequiredService<IJitOperations>(), host.Services.GetRequiredService<IJitRequests>(), host.As("olga").Caller);
        await host.As("olga").RequestAsync("rotate-keys", "keys", 10);

        var keyId = await operations.AddKeyAsync(me, "the yearly one");
        await operations.RotateKeyAsync(me, keyId, "every node holds it");
        Assert.Equal(keyId, host.Services.GetRequiredService<IJitKeyRing>().Current.Id);

        var subject = Subject.Human("https://login.example", "8f14e45f");
        await requests.SubmitAsync(me, new JitAsk("erase-texts", Duration.FromMinutes(10)) { Resource = JitPermissions.ErasureOf(subject) });
        var texts = await operations.ErasePersonalTextAsync(me, subject, "asked for on 3 March, case 77");
        Assert.Equal(0, texts);
    }

    [Fact]
    public void Guide_CSharp_StandsHere()
    {
        var here = Squeeze(Read("tests", "JitAccess.Tests", "Operations", "OperatingGuideTests.cs"));
        var guide = Read("docs", "guides", "operating.md").ReplaceLineEndings("\n");
        foreach (var section in Sections)
        {
            var text = guide[guide.IndexOf(section + "\n", StringComparison.Ordinal)..];
            var blocks = Fence().Matches(text[..text.IndexOf("\n## ", 1, StringComparison.Ordinal)]);
            Assert.NotEmpty(blocks);
            Assert.All(blocks, block => Assert.Contains(Squeeze(block.Groups["code"].Value), here, StringComparison.Ordinal));
        }
    }

    private static JitPolicy Erase() =>
        JitPolicy.Create("erase-texts")
            .Grants(JitPermissions.Erase).On("subjects/*")
            .Eligible(Has.Role("privacy-officer"))
            .UpTo(Duration.FromMinutes(30))
            .SingleUse()
            .AutoApproved()
            .Build();

    private static string Read(params string[] path) => File.ReadAllText(RepositoryTree.PathOf(path));

    private static string Squeeze(string code) => string.Join(' ', code.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();
}
