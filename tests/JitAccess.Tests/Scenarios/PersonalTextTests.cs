using System.Collections.Immutable;
using System.Text;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>What somebody wrote, and what names a person or an address, is in no journal byte and no record but its own, and can be erased.</summary>
public sealed class PersonalTextTests
{
    private static readonly string[] Texts =
    [
        "JUSTIFICATION of ten or more", "COMMENT of the lead", "REVOCATION and its reason", "NAME of Amina", "10.1.2.3", "10.9.8.7",
    ];

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task PersonalText_EveryFieldThatTakesOne_IsInTextRecordsAlone(string store)
    {
        await using var office = await OpenAsync(store);
        await RunAsync(office);

        var batches = office.Store.Written;
        var elsewhere = batches.SelectMany(batch => batch.Entries).Select(entry => Encoding.UTF8.GetString(entry.Bytes.Span))
            .Concat(batches.SelectMany(batch => batch.Writes).Where(write => write.Key.Kind != RecordKind.Text)
                .Select(write => write.Key.Id + write.Index + Encoding.UTF8.GetString((write.Record?.Bytes ?? default).Span)))
            .ToList();
        var kept = TextsIn(batches);
        Assert.NotEmpty(elsewhere);
        foreach (var text in Texts)
        {
            Assert.Contains(kept, record => record.Text == text);
            Assert.DoesNotContain(elsewhere, written => written.Contains(text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Erase_TextsOfASubject_VanishFromEveryViewAndNothingElseBreaks(string store)
    {
        await using var office = await OpenAsync(store);
        var (request, grant) = await RunAsync(office);
        var (amina, bo) = (office.Host.As("amina").Caller, office.Host.As("bo").Caller);

        await office.Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, amina.Subject.Key), CancellationToken.None);

        var shown = await office.Host.As("bo").ReadAsync(request);
        Assert.Null(shown.Justification);
        Assert.Null(shown.SubjectName);
        Assert.Equal("COMMENT of the lead", Assert.Single(shown.Stages[0].Votes).Comment);
        var ended = await office.Grants.GetAsync(amina, grant);
        Assert.Null(ended.SubjectName);
        Assert.Equal("REVOCATION and its reason", ended.EndedBecause);

        await office.Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, bo.Subject.Key), CancellationToken.None);

        Assert.Null(Assert.Single((await office.Host.As("bo").ReadAsync(request)).Stages[0].Votes).Comment);
        Assert.NotEqual("REVOCATION and its reason", (await office.Grants.GetAsync(bo, grant)).EndedBecause);
        Assert.Null(await office.PollAsync());
        await Desk.GrantAsync(office.Host, "orders/2");
        office.Host.Should("amina").Allow("orders:refund", "orders/2");
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Erase_FactsOfTheRequesterThatAVoteLookedAt_AreTheRequesters(string store)
    {
        await using var office = await OpenAsync(store);
        await RunAsync(office);

        var owners = TextsIn(office.Store.Written).GroupBy(record => record.Text).ToDictionary(text => text.Key, text => text.Select(record => record.Owner).Distinct().ToList());

        var amina = office.Host.People.SubjectOf("amina").Key;
        var bo = office.Host.People.SubjectOf("bo").Key;
        Assert.Equal([amina], owners["10.1.2.3"]);
        Assert.Equal([amina], owners["ATTRIBUTE 1 Main St"]);
        Assert.Equal([bo], owners["10.9.8.7"]);
    }

    // Whoever is away was nowhere when the other voted for them.
    [Fact]
    public async Task Erase_AddressOfWhoeverStoodIn_IsTheirs()
    {
        await using var office = await OpenAsync(EveryStore.Memory);
        var people = office.Host.People;
        people.SetAttribute("amina", "home", "ATTRIBUTE 1 Main St");
        await office.Host.Services.GetRequiredService<IJitDelegations>().DelegateAsync(
            office.Host.As("bo").Caller, new JitDelegationAsk(people.SubjectOf("olga"), office.Time.Now + Duration.FromHours(1)));
        var request = await office.Host.As(office.Host.As("amina").Caller with { Presented = Address(office, "10.1.2.3") }).RequestAsync("refund-nearby", "orders/1", 30);

        await office.Host.As(office.Host.As("olga").Caller with { Presented = Address(office, "10.9.8.7") }).ApproveAsync(request);

        Assert.Equal(people.SubjectOf("olga").Key, Assert.Single(TextsIn(office.Store.Written), record => record.Text == "10.9.8.7").Owner);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Text_ChangedInTheStore_IsNotShown(string store)
    {
        await using var office = await OpenAsync(store);
        var (request, _) = await RunAsync(office);
        office.Store.ChangeRecord = record => record.Key.Kind == RecordKind.Text
            ? record with { Bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(record.Bytes.Span).Replace("JUSTIFICATION", "FORGERY", StringComparison.Ordinal)) }
            : record;

        var shown = await office.Host.As("amina").ReadAsync(request);

        Assert.Null(shown.Justification);
    }

    private static Task<Office> OpenAsync(string store) => Office.OpenAsync(store, jit => jit.AddPolicies(JitPolicySet.Create("near", 1, JitPolicy.Create("refund-nearby")
        .Grants("orders:refund").On("orders/*")
        .Eligible(Has.Role("support"))
        .When(From.Network("10.0.0.0/8"), Has.Attribute("home", "ATTRIBUTE 1 Main St"))
        .UpTo(Duration.FromHours(1))
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead") & From.Network("10.0.0.0/8")).Needs(1))
        .Build())));

    private static async Task<(JitRequest Request, string Grant)> RunAsync(Office office)
    {
        var people = office.Host.People;
        people.Add("amina", new DirectoryEntry(people.SubjectOf("amina"))
        {
            Roles = ["support"],
            DisplayName = "NAME of Amina",
            Attributes = new Dictionary<string, ImmutableArray<string>> { ["home"] = ["ATTRIBUTE 1 Main St"] }.ToImmutableDictionary(),
            PersonalAttributes = ["home"],
        });
        people.Remove("bo");
        var amina = office.Host.As(new Caller(people.SubjectOf("amina")) { Presented = Address(office, "10.1.2.3") });
        var bo = new Caller(people.SubjectOf("bo"))
        {
            Presented = Address(office, "10.9.8.7").With([new Fact(FactNames.Role, ["support-lead"], "claims", office.Time.Now)]),
        };
        var request = await amina.RequestAsync("refund-nearby", "orders/1", 30, "JUSTIFICATION of ten or more");
        var approved = await office.Host.As(bo).ApproveAsync(request, "COMMENT of the lead");
        await office.Grants.RevokeAsync(bo, approved.GrantId!, "REVOCATION and its reason");
        people.Person("bo", "support-lead");
        return (request, approved.GrantId!);
    }

    private static FactSet Address(Office office, string address) =>
        FactSet.Empty.With([new Fact(FactNames.Address, [address], "session", office.Time.Now) { IsPersonal = true }]);

    private static List<TextRecord> TextsIn(IEnumerable<SealedBatch> batches) =>
        [.. batches.SelectMany(batch => batch.Writes).Where(write => write.Key.Kind == RecordKind.Text).Select(write => (TextRecord)JournalJson.Read(write.Record!))];
}
