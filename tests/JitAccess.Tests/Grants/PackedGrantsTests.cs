using System.Buffers;
using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Grants;

/// <summary>What came with a snapshot and is bytes until somebody asks: what it is then, and what becomes of it.</summary>
public sealed class PackedGrantsTests
{
    private static readonly Subject Amina = Subject.Human("i", "amina");
    private static readonly Subject Bo = Subject.Human("i", "bo");
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private readonly FreshTable _node = new();

    [Fact]
    public void Unpack_WhatWasPacked_IsTheSame()
    {
        GrantLive[] packed =
        [
            Live(OpaqueId.New(), 10, ["orders/4711"], approvedBy: Bo),
            Live("", 3, []),
            Live("łódź", 7, ["", "łódź/*", new string('a', Resource.MaxLength)]),
            Live("other", 5, ["*"]) with { Subject = Subject.Workload("i", "amina"), TakesCommit = true, Policy = "other" },
            Live("waits", 8, ["orders/1"]) with { TakesCommit = true, AtFirstUse = true },
            Live("counted", 8, ["orders/1"]) with { TakesCommit = true },
        ];

        var bytes = PackedGrants.Of(packed, new GrantTermsList(), new ArrayBufferWriter<byte>());
        var unpacked = bytes.Unpack(Amina);

        Assert.Equal((6, packed[1].End.UnixMilliseconds), (bytes.Count, bytes.FirstEnd));
        Assert.Equal(packed.Length, unpacked.Length);
        foreach (var (before, after) in packed.Zip(unpacked))
        {
            Assert.Equal((before.Grant, before.Subject, before.Subject.Kind), (after.Id, after.Subject, after.Subject.Kind));
            Assert.Equal((before.Policy, before.End, before.TakesCommit, before.AtFirstUse), (after.Policy, after.End, after.TakesCommit, after.AtFirstUse));
            Assert.Equal(before.Scopes.AsEnumerable(), after.Scopes);
            Assert.Equal(before.ApprovedBy.AsEnumerable(), after.ApprovedBy);
        }
    }

    [Fact]
    public void Load_UntilSomebodyAsks_IsBytes()
    {
        _node.Table.Load([Live("a", 10, ["orders/1"]), Live("b", 10, ["orders/2"]) with { Subject = Bo }], _node.Now);

        Assert.Equal((2, 2), (_node.Table.Count, _node.Table.CountLive(_node.Now)));
        Assert.Equal(2, _node.Table.CarryingOn(Tenant.Default, _node.Now).Count);
        Assert.NotNull(_node.Table.Find(Amina)!.Packed);

        Assert.True(Check(_node.Table.Resolve(Amina)).IsAllowed);

        Assert.Null(_node.Table.Find(Amina)!.Packed);
        Assert.NotNull(_node.Table.Find(Bo)!.Packed);
    }

    [Fact]
    public void Prune_NobodyHasAsked_GoesOnceItsTimeIsOver()
    {
        _node.Table.Load([Live("a", 1, ["orders/1"]), Live("b", 10, ["orders/1"])], _node.Now);

        foreach (var (minutes, held, live) in new[] { (0, 2, 2), (1, 2, 1), (4, 2, 1), (1, 1, 1), (4, 1, 0), (5, 0, 0) })
        {
            _node.Time.Advance(minutes * Minute);
            _node.Table.Prune(_node.Now);
            Assert.Equal((held, live), (_node.Table.Count, _node.Table.CountLive(_node.Now)));
        }
    }

    [Fact]
    public void Load_AgainWhileNobodyHasAsked_WhoHadFoundItBeforeFindsWhatIsThereNow()
    {
        _node.Table.Load([Live("a", 10, ["orders/1"])], _node.Now);
        var found = _node.Table.Find(Amina)!;

        _node.Table.Load([Live("b", 10, ["orders/1"])], _node.Now);

        Assert.True(found.IsRetired);
        var check = _node.Checker.Check(found, "orders:refund", "orders/1");
        Assert.Equal("b", check.Grant!.Id);
        Assert.Same(check.Grant, Check(_node.Table.Resolve(Amina)).Grant);

        _node.Table.Load([], _node.Now);
        Assert.Equal(Reason.Revoked, _node.Checker.Check(found, "orders:refund", "orders/1").Reason); // somebody had found it, so it can say why
    }

    private static GrantLive Live(string id, int minutes, string[] resources, params Subject[] approvedBy) => new(
        id,
        Amina,
        [.. resources.Select((resource, number) => new Scope(
            Permission.Parse(number == 0 ? "orders:refund" : "orders:cancel"), resource.Length == 0 ? Resource.Root : Resource.Parse(resource)))],
        "p",
        Deadline.After(new FreshTable().Time.Now, minutes * Minute),
        TakesCommit: false,
        [.. approvedBy]);

    private GrantCheck Check(SubjectHandle handle) => _node.Checker.Check(handle, "orders:refund", "orders/1");
}
