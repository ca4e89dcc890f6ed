using System.Text;
using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>P40: what was done stays readable when access is over, when its policy is no longer published, and when its holder is gone.</summary>
public sealed class EvidenceTests
{
    private static readonly JitPolicy Correct = JitPolicy.Create("correct-order")
        .Grants("orders:correct").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .RequiresJustification(minLength: 10)
        .Uses(2)
        .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(2))
        .Build();

    private static readonly JitPolicy Another = JitPolicy.Create("read-order")
        .Grants("orders:read").On("orders/*")
        .Eligible(Has.Role("support"))
        .UpTo(Duration.FromHours(1))
        .AutoApproved()
        .Build();

    private static readonly JitPolicySet Corrections = JitPolicySet.Create("corrections", version: 1, Correct);

    /// <summary>Every store, and every way in which a grant ends.</summary>
    public static TheoryData<string, string, string> Ends { get; } = new MatrixOfEnds();

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task P40_GrantEndsPolicyGoesAndHolderIsDeleted_PartiesAndAuditorsReadOn(string store, string end, string because)
    {
        await using var office = await OpenAsync(store);
        var request = await RunAsync(office, end);
        var told = await TellAsync(office, request);
        var (journal, pinned) = (await JournalAsync(office), await PinnedAsync(office, request.GrantId!));
        Assert.Contains($"because {because}", told, StringComparison.Ordinal);
        Assert.Contains("approve by", told, StringComparison.Ordinal);
        Assert.Contains("looks right", told, StringComparison.Ordinal);
        Assert.Equal(end == "used-up" ? 2 : 1, journal.Count(entry => JournalText.Of(entry) is { Kind: "grant-used" } used && used.Text.Contains(request.GrantId!, StringComparison.Ordinal)));

        await Desk.PublishAsync(office.Host, JitPolicySet.Create("corrections", version: 2, Another));
        Assert.Equal(told, await TellAsync(office, request));

        office.Host.People.Remove("amina");
        await office.Host.AdvanceAsync(Duration.FromHours(1));
        Assert.Equal(told, await TellAsync(office, request));
        Assert.Equal(pinned, await PinnedAsync(office, request.GrantId!));
        Assert.Equal(Corrections.ToJson(), pinned);
        await DemandUnchangedAsync(office, journal);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task P40_TextsOfTheHolderAreErased_AllElseIsReadAndTheHashesStay(string store, string end, string because)
    {
        await using var office = await OpenAsync(store);
        var request = await RunAsync(office, end);
        var told = await TellAsync(office, request);
        var journal = await JournalAsync(office);
        office.Host.People.Remove("amina");

        await office.Store.EraseAsync(new Erasure.TextsOf(Tenant.Default, request.Subject.Key), CancellationToken.None);

        var erased = told.Replace(Desk.Why, "", StringComparison.Ordinal).Replace("called amina", "called ", StringComparison.Ordinal);
        Assert.NotEqual(told, erased);
        Assert.Equal(erased, await TellAsync(office, request));
        Assert.Contains($"because {because}", erased, StringComparison.Ordinal);
        await DemandUnchangedAsync(office, journal);
        Assert.Null(await office.PollAsync());
    }

    private static Task<Office> OpenAsync(string store) => Office.OpenAsync(
        store, jit => jit.AddPolicies(Corrections).Configure(options => options.Administration.MayAudit = Has.Role("on-call")));

    private static async Task<JitRequest> RunAsync(Office office, string end)
    {
        var host = office.Host;
        var request = await host.As("amina").RequestAsync("correct-order", "orders/1", 30, Desk.Why);
        await host.As("bo").ApproveAsync(request, "looks right");
        request = await host.As("chen").ApproveAsync(request);
        for (var uses = end == "used-up" ? 2 : 1; uses > 0; uses--)
        {
            await using var use = await host.As("amina").UseAsync("orders:correct", "orders/1");
        }

        switch (end)
        {
            case "released":
                await host.As("amina").ReleaseAsync(request);
                break;
            case "revoked":
                await host.As("bo").RevokeAsync(request, "the wrong order");
                break;
        }

        await host.AdvanceAsync(Duration.FromHours(1));
        return request;
    }

    // What an approver and an auditor, and who finds it in a list, are shown.
    private static async Task<string> TellAsync(Office office, JitRequest request)
    {
        var told = new List<string>();
        foreach (var who in new[] { "bo", "olga" })
        {
            var caller = office.Host.As(who);
            var (asked, grant) = (await caller.ReadAsync(request), await office.Grants.GetAsync(caller.Caller, request.GrantId!));
            told.Add(Tell(asked) + Tell(grant));
            Assert.Equal(Tell(grant), Tell((await office.Grants.ListAsync(caller.Caller, new JitPageRequest())).Items.Single(item => item.Id == grant.Id)));
        }

        return Assert.Single(told.Distinct());
    }

    private static string Tell(JitRequest request) =>
        $"{request} version {request.Version} of set {request.PolicyVersion} for {request.Subject} called {request.SubjectName} {string.Join(", ", request.Scopes)} "
        + $"during {request.Duration} saying {request.Justification} from {request.CreatedAt} to {request.LapsesAt} grant {request.GrantId} "
        + string.Concat(request.Stages.Select(stage => $"{stage.Name} needs {stage.Needs} of {stage.Approvers} has {stage.Approvals} "
            + string.Concat(stage.Votes.Select(vote => $"{vote} at {vote.At}: {vote.Comment} "))));

    private static string Tell(JitGrant grant) =>
        $"{grant} of {grant.RequestId} to {grant.Subject} called {grant.SubjectName} {string.Join(", ", grant.Scopes)} from {grant.Start} uses left {grant.UsesLeft} "
        + $"approved by {string.Join(", ", grant.ApprovedBy)} because {grant.EndedBecause}";

    private static async Task<IReadOnlyList<StoredEntry>> JournalAsync(Office office) =>
        (await office.Store.ReadJournalAsync(JournalCursor.Start, 1000, CancellationToken.None)).Entries;

    // Not a byte of it, nor of a hash that stands in it, has changed.
    private static async Task DemandUnchangedAsync(Office office, IReadOnlyList<StoredEntry> journal)
    {
        var authenticator = office.Host.Services.GetRequiredService<Authenticator>();
        foreach (var (before, after) in journal.Zip(await JournalAsync(office)))
        {
            Assert.Equal(Encoding.UTF8.GetString(before.Bytes.Span), Encoding.UTF8.GetString(after.Bytes.Span));
            Assert.True(authenticator.Verifies(after), $"entry {after.Position} is authentic");
        }
    }

    // The text of the set under which the grant was asked for, as one finds it who starts with an empty memory.
    private static async Task<string> PinnedAsync(Office office, string grant)
    {
        var reader = office.Host.Services.GetRequiredService<RecordReader>();
        var grantKey = GrantRecord.KeyOf(Tenant.Default, grant);
        var pin = (await reader.LoadAsync([grantKey], CancellationToken.None)).World.Get<GrantRecord>(grantKey).Policy;
        var policies = await new PolicyLibrary(reader, NullLogger<PolicyLibrary>.Instance).PairIfReadableAsync(pin, CancellationToken.None);
        Assert.Equal("correct-order", policies.Pinned?.Name);
        var setKey = PolicySetRecord.KeyOf(pin.SetHash);
        return (await reader.LoadAsync([setKey], CancellationToken.None)).World.Get<PolicySetRecord>(setKey).Text;
    }

    private sealed class MatrixOfEnds : TheoryData<string, string, string>
    {
        public MatrixOfEnds()
        {
            foreach (var store in new[] { EveryStore.Memory, EveryStore.Sqlite })
            {
                Add(store, "expired", "expired");
                Add(store, "used-up", "used-up");
                Add(store, "released", "released");
                Add(store, "revoked", "the wrong order");
            }
        }
    }
}
