using System.Collections.Concurrent;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JitAccess.Tests.Scenarios;

/// <summary>The end of access waits for nothing (decision rule 7): not for a source that may hang, nor for a holder who will not stop.</summary>
public sealed class EndingTests
{
    private static readonly JitPolicySet More = JitPolicySet.Create(
        "more",
        1,
        JitPolicy.Create("void-order")
            .Grants("orders:void").On("orders/*")
            .Eligible(Has.Role("support"))
            .UpTo(Duration.FromHours(1))
            .Uses(1000)
            .Stage("lead", stage => stage.ApprovedBy(Has.Role("support-lead")).Needs(1))
            .Build());

    [Theory]
    [InlineData(EveryStore.Memory, "revoke")]
    [InlineData(EveryStore.Memory, "release")]
    [InlineData(EveryStore.Memory, "all")]
    [InlineData(EveryStore.Sqlite, "revoke")]
    [InlineData(EveryStore.Sqlite, "all")]
    public async Task End_HolderTakesUseAfterUseOnAnotherNode_Wins(string store, string how)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.AddPolicies(More));
        var granted = await Desk.GrantAsync(office.Host, "orders/1", policy: "void-order");
        await using var other = await Desk.StartAsync(jit => jit.Services.Replace(ServiceDescriptor.Singleton(office.Store.Unprobed)), office.Time);
        var (admitted, refused) = (0, new List<Reason>());
        office.Store.BeforeCommit = async batch =>
        {
            if (batch.Expectations.Any(expected => expected.Key.Kind == RecordKind.Grant))
            {
                try
                {
                    await using var use = await other.As("amina").UseAsync("orders:void", "orders/1"); // between the look and its commit
                    admitted++;
                }
                catch (JitRejectedException rejected)
                {
                    refused.Add(rejected.Reason);
                }
            }
        };

        await EndAsync(office, granted, how);

        office.Host.Should("amina").Deny("orders:void", "orders/1", how == "release" ? Reason.Released : Reason.Revoked);
        Assert.Equal(3, admitted);
        Assert.Equal([Reason.StoreContended], refused);
    }

    [Theory]
    [ClassData(typeof(EveryStore))]
    public async Task Use_AfterAnEndThatNeverCommitted_IsAdmittedWhenItsClaimIsOver(string store)
    {
        await using var office = await Office.OpenAsync(store, jit => jit.AddPolicies(More));
        var granted = await Desk.GrantAsync(office.Host, "orders/1", policy: "void-order");
        await using var other = await Desk.StartAsync(jit => jit.Services.Replace(ServiceDescriptor.Singleton(office.Store.Unprobed)), office.Time);
        office.Store.Losing = batch => batch.Expectations.Any(expected => expected.Key.Kind == RecordKind.Grant);
        await Assert.ThrowsAsync<JitRejectedException>(() => office.Host.As("bo").RevokeAsync(granted, "a mistake"));

        var refused = await Assert.ThrowsAsync<JitRejectedException>(() => other.As("amina").UseAsync("orders:void", "orders/1"));
        Assert.Equal(Reason.StoreContended, refused.Reason);

        await office.Host.AdvanceAsync(Duration.FromSeconds(10));
        await other.SettleAsync();
        await using var use = await other.As("amina").UseAsync("orders:void", "orders/1");
        Assert.Equal(granted.GrantId, use.GrantId);
    }

    [Theory]
    [InlineData("release", "amina", 0)]
    [InlineData("revoke", "bo", 0)]
    [InlineData("revoke", "olga", 0)]
    [InlineData("all", "olga", 0)]
    [InlineData("revoke", "eve", 1)] // nobody is refused for what was not asked
    [InlineData("all", "eve", 1)]
    public async Task End_ByWhomeverTheRecordOrTheDirectoryEntitles_AsksNoSource(string how, string who, int asked)
    {
        var source = new CountingSource();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.AddPolicies(More).Services.AddSingleton<IFactSource>(source));
        var granted = await Desk.GrantAsync(office.Host, "orders/1", policy: "void-order");
        source.Asked.Clear();
        office.Store.Losses = 2; // it is asked once, however often the decision is made again

        var refused = await Record.ExceptionAsync(() => EndAsync(office, granted, how, who));

        Assert.Equal(who == "eve", refused is JitRejectedException);
        Assert.Equal(asked, source.Asked.Count);
    }

    [Theory]
    [InlineData("revoke", "eve")]
    [InlineData("all", "eve")]
    public async Task End_ByWhoeverIsRefused_AsksTheDirectoryOnce(string how, string who)
    {
        var directory = new CountingDirectory();
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.AddPolicies(More)
            .Configure(options => options.DirectoryCacheFor = Duration.Zero)
            .Services.AddSingleton<IFactSource>(new CountingSource()).AddSingleton<ISubjectDirectory>(services => directory.Over(services)));
        var granted = await Desk.GrantAsync(office.Host, "orders/1", policy: "void-order");
        directory.Asked.Clear();

        await Assert.ThrowsAsync<JitRejectedException>(() => EndAsync(office, granted, how, who));

        Assert.Equal("eve", Assert.Single(directory.Asked).Id);
    }

    [Fact]
    public async Task Revoke_ByRightOfAClaimThatASourceContradicts_IsRefused()
    {
        var source = new CountingSource(new Fact("risk", ["90"], "", default));
        await using var office = await Office.OpenAsync(EveryStore.Memory, jit => jit.AddPolicies(More)
            .Configure(options => options.Administration.MayRevoke = Risk.AtMost(10)).Services.AddSingleton<IFactSource>(source));
        var granted = await Desk.GrantAsync(office.Host, "orders/1", policy: "void-order");

        var caller = office.Host.As("eve").Caller with { Presented = FactSet.Empty.With([new Fact("risk", ["0"], "claims", office.Time.Now)]) };
        var refused = await Assert.ThrowsAsync<JitRejectedException>(async () => await office.Grants.RevokeAsync(caller, granted.GrantId!, "mine"));

        Assert.Equal(Reason.NotFound, refused.Reason);
    }

    private static async Task EndAsync(Office office, JitRequest granted, string how, string? who = null) => await (how switch
    {
        "revoke" => (Task)office.Grants.RevokeAsync(office.Host.As(who ?? "bo").Caller, granted.GrantId!, "a mistake").AsTask(),
        "release" => office.Grants.ReleaseAsync(office.Host.As(who ?? "amina").Caller, granted.GrantId!).AsTask(),
        _ => office.Grants.RevokeAllAsync(office.Host.As(who ?? "olga").Caller, new RevocationSelector.OfPolicy("void-order"), "an incident").AsTask(),
    });

    private sealed class CountingDirectory : ISubjectDirectory
    {
        private ISubjectDirectory? _people;

        public ConcurrentQueue<Subject> Asked { get; } = new();

        public CountingDirectory Over(IServiceProvider services)
        {
            _people = services.GetRequiredService<JitAccess.Testing.TestPeople>();
            return this;
        }

        public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken)
        {
            Asked.Enqueue(subject);
            return _people!.FindAsync(subject, cancellationToken);
        }
    }

    private sealed class CountingSource(params Fact[] facts) : IFactSource
    {
        public ConcurrentQueue<FactQuery> Asked { get; } = new();

        public string Name => "counting";

        public ValueTask<IReadOnlyList<Fact>> GatherAsync(FactQuery query, CancellationToken cancellationToken)
        {
            Asked.Enqueue(query);
            return ValueTask.FromResult<IReadOnlyList<Fact>>(facts);
        }
    }
}
