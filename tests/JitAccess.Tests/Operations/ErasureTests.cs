using System.Text;
using System.Text.Json;
using JitAccess.Stores;
using JitAccess.Testing;
using JitAccess.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.Tests.Operations;

/// <summary>What a person wrote is erased by right, under a grant for that person, and on record; the record says nothing of it.</summary>
public sealed class ErasureTests
{
    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task ErasePersonalTextAsync_ByRightAndGrant_ErasesAndSaysWhoWhyAndHowMany(string store)
    {
        await using var office = await OpenAsync(store);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        await GrantAsync(office, "amina");

        var count = await Operations(office).ErasePersonalTextAsync(office.Host.As("olga").Caller, Of(office, "amina"), "amina asked us to");

        Assert.Equal(2, count); // her name, and why
        var shown = await office.Host.As("bo").ReadAsync(request);
        Assert.Null(shown.Justification);
        Assert.Null(shown.SubjectName);
        office.Host.Should("amina").Allow("orders:refund", "orders/1");
        var entries = EntriesOf(office, "erasure-ordered", "personal-text-erased");
        Assert.Equal(["erasure-ordered", "personal-text-erased"], entries.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.All(entries, entry => Assert.Equal("olga", entry.GetProperty("actor").GetProperty("subject").GetProperty("id").GetString()));
        Assert.All(entries, entry => Assert.Equal("amina", entry.GetProperty("data").GetProperty("subject").GetProperty("id").GetString()));
        Assert.Equal(2, entries[1].GetProperty("data").GetProperty("texts").GetInt32());
        Assert.DoesNotContain("asked us", string.Concat(entries), StringComparison.Ordinal);
        Assert.Equal(0, await Operations(office).ErasePersonalTextAsync(office.Host.As("olga").Caller, Of(office, "amina"), "again"));
    }

    [Fact]
    public async Task ErasePersonalTextAsync_WithoutRightOrGrantForThatSubject_ErasesNothing()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        await GrantAsync(office, "ravi");

        Assert.Equal(Reason.MayNotOperate, await RefusedAsync(office, "bo", "amina"));
        Assert.Equal(Reason.OutOfScope, await RefusedAsync(office, "olga", "amina"));

        Assert.Equal(Desk.Why, (await office.Host.As("bo").ReadAsync(request)).Justification);
        Assert.Empty(EntriesOf(office, "erasure-ordered"));
    }

    // Whoever could would erase why they asked for what they should not have had.
    [Theory]
    [InlineData("olga", null)]
    [InlineData("olga.admin", null)]
    [InlineData("OLGA", null)]
    [InlineData("amina", "amina")]
    public async Task P05_ErasePersonalTextAsync_OfOneself_IsRefusedThroughWhicheverAccount(string whose, string? actsFor)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        office.Host.People.Account("olga.admin", "olga").Add("OLGA", new DirectoryEntry(Subject.Human(TestPeople.Issuer, "OLGA"))).SetRoles("amina", "on-call");
        await GrantAsync(office, whose);

        Assert.Equal(Reason.SelfErasure, await RefusedAsync(office, "olga", whose, actsFor));
        Assert.Empty(EntriesOf(office, "erasure-ordered"));
    }

    [Fact]
    public async Task ErasePersonalTextAsync_DirectoryIsAway_IsRefused()
    {
        var directory = new PartlyAwayDirectory();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.AddPolicies(Desk.Operating).Services.AddSingleton<ISubjectDirectory>(directory.Over));
        await GrantAsync(office, "amina");
        directory.AwayFor = Of(office, "amina");

        Assert.Equal(Reason.FactSourceFailed, await RefusedAsync(office, "olga", "amina"));
    }

    // Ordered, and then the process dies or the store is away: the order stands, nothing is lost, and a repetition does it.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ErasePersonalTextAsync_DiesBeforeOrAfterTheErasure_IsDoneByARepetition(bool before)
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var request = await Desk.GrantAsync(office.Host, "orders/1");
        await GrantAsync(office, "amina");
        var commits = 0;
        office.Store.BeforeErase = () => before ? throw new StoreUnavailableException("The test says so.") : Task.CompletedTask;
        office.Store.BeforeCommit = _ => !before && ++commits == 2 ? throw new StoreUnavailableException("The test says so.") : Task.CompletedTask;

        Assert.Equal(Reason.StoreUnavailable, await RefusedAsync(office, "olga", "amina"));
        Assert.Single(EntriesOf(office, "erasure-ordered"));
        Assert.Empty(EntriesOf(office, "personal-text-erased"));
        (office.Store.BeforeErase, office.Store.BeforeCommit) = (null, null);
        Assert.Equal(before ? Desk.Why : null, (await office.Host.As("bo").ReadAsync(request)).Justification);

        Assert.Equal(before ? 2 : 0, await Operations(office).ErasePersonalTextAsync(office.Host.As("olga").Caller, Of(office, "amina"), "again"));
        Assert.Null((await office.Host.As("bo").ReadAsync(request)).Justification);
        Assert.Equal(2, EntriesOf(office, "erasure-ordered").Count);
    }

    [Fact]
    public void ErasureOf_Subjects_AreCanonicalAndDiffer()
    {
        Subject[] subjects =
        [
            Subject.Human("https://idp.test/", "amina@example.org"), Subject.Human("https://idp.test", "/amina@example.org"),
            Subject.Human("https://idp.test/", "amina@example.org", Tenant.Of("acme")), Subject.Human("i", "%..\\*"),
        ];

        var resources = subjects.Select(subject => JitPermissions.ErasureOf(subject).ToString()).ToList();

        Assert.Equal(resources.Count, resources.Distinct(StringComparer.Ordinal).Count());
        Assert.All(resources, resource => Assert.Matches("^subjects/[0-9a-f]{64}$", resource));
    }

    private static Task<Office> OpenAsync(string store) => Office.OpenAsync(store, jit => jit.AddPolicies(Desk.Operating));

    private static IJitOperations Operations(Office office) => office.Host.Services.GetRequiredService<IJitOperations>();

    private static Subject Of(Office office, string name) => office.Host.People.SubjectOf(name);

    private static Task<JitRequest> GrantAsync(Office office, string whose) =>
        office.Host.As("olga").RequestAsync("erase-texts", JitPermissions.ErasureOf(Of(office, whose)).ToString(), 30);

    private static async Task<Reason> RefusedAsync(Office office, string who, string whose, string? actsFor = null)
    {
        var caller = office.Host.As(who).Caller with { ActsFor = actsFor is null ? [] : [Of(office, actsFor)] };
        return (await Assert.ThrowsAsync<JitRejectedException>(() => Operations(office).ErasePersonalTextAsync(caller, Of(office, whose), "why").AsTask())).Reason;
    }

    private static List<JsonElement> EntriesOf(Office office, params string[] kinds) =>
    [
        .. office.Store.Written.SelectMany(batch => batch.Entries).Select(entry => JsonDocument.Parse(Encoding.UTF8.GetString(entry.Bytes.Span)).RootElement)
            .Where(entry => kinds.Contains(entry.GetProperty("kind").GetString())),
    ];
}
