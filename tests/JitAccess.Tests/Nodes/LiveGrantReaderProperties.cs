using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Journal;
using JitAccess.Stores;
using JitAccess.Tests.Deciding.Model;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Nodes;

/// <summary>What a node reads fast when it starts is what everybody else reads.</summary>
public sealed class LiveGrantReaderProperties(ITestOutputHelper output)
{
    private static readonly string[] Texts = ["", "a", "amina", "https://issuer.example", "é\"\\\u0001", "\U0001F511 key", new('x', 300), "~0|~1"];
    private static readonly string[] Instants =
    [
        "2026-03-02T09:00:00.000Z", "9999-12-31T23:59:59.999Z", "2026-03-02T09:00:00.00Z", "2026-03-02T09:00:00.000z", "2026-03-02t09:00:00.000Z",
        "2026-02-30T09:00:00.000Z", "2026-03-02T24:00:00.000Z", "2026-03-02T09:00:60.000Z", "2026-03-02T09:00:00.0001Z", "2026-03-02T09:00:00+00:00",
        "0000-01-01T00:00:00.000Z", "-026-03-02T09:00:00.000Z", "2026-03-02T09:00:00.+00Z", "20260302T09000000000.000Z",
    ];
    private static readonly Tenant[] Tenants = [Tenant.Default, Tenant.Of("acme"), Tenant.Of("umbrella")];
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 9, 0);

    private readonly LiveGrantReader _reader = new();

    [Fact]
    public void Read_AnyGrant_IsWhatTheJournalReads() => Check(dice =>
    {
        var grant = Grant(dice);

        var (start, live) = _reader.Read(Stored(JournalJson.ToBytes(grant)));

        Assert.Equal(grant.Since, start);
        Assert.Equal(grant.State == GrantState.Active || grant is { State: GrantState.Claimable, AtFirstUse: true } ? Text(grant.ToEffect()) : null, live is null ? null : Text(live));
    });

    [Fact]
    public void Read_AnyChangedRecord_IsRefusedWhereTheJournalRefusesIt() => Check(dice =>
    {
        var (bytes, mayDiffer) = Change(dice, JournalJson.ToBytes(Grant(dice)));
        var stored = Stored(bytes);

        var expected = Try(() => Text(((GrantRecord)JournalJson.Read(stored)).ToEffect()));
        var actual = Try(() => _reader.Read(stored).Live is { } live ? Text(live) : "");

        Assert.True(actual is null || expected is not null, $"reads {Encoding.UTF8.GetString(bytes)}");
        Assert.True(actual is null or "" || actual == expected, $"reads {Encoding.UTF8.GetString(bytes)} as {actual}");
        Assert.True(actual is not null || expected is null || mayDiffer, $"does not read {Encoding.UTF8.GetString(bytes)}");
    });

    [Fact]
    public void Read_WhatGrantsShare_IsThereOnce()
    {
        var (dice, scope) = (new Dice(1), new Scope(Permission.Parse("orders:refund"), Resource.Root));
        var grant = Grant(dice) with { State = GrantState.Active, ApprovedBy = [JitAccess.Subject.Human("idp", "bo")], Scopes = [scope] };

        var one = _reader.Read(Stored(JournalJson.ToBytes(grant with { Id = "one" }))).Live!;
        var two = _reader.Read(Stored(JournalJson.ToBytes(grant with { Id = "two" }))).Live!;

        Assert.Same(one.Subject, two.Subject);
        Assert.Same(one.Subject.Issuer, two.Subject.Issuer);
        Assert.Same(one.Policy, two.Policy);
        Assert.Same(one.Scopes[0].Permission, two.Scopes[0].Permission);
        Assert.True(one.ApprovedBy.Equals(two.ApprovedBy));
    }

    private static StoredRecord Stored(byte[] bytes) => new(GrantRecord.KeyOf(Tenant.Default, "g"), 1, 1, bytes, "k", new byte[32]);

    // A member is left out, comes twice, is called something else, or is something else.
    private static (byte[] Bytes, bool MayDiffer) Change(Dice dice, byte[] bytes)
    {
        var grant = JsonNode.Parse(bytes)!.AsObject();
        var nested = grant["scopes"]!.AsArray().OfType<JsonObject>().Append(grant["policy"]!.AsObject()).Append(grant["subject"]!.AsObject()).Append(grant).Append(grant).ToList();
        var at = dice.Pick(nested);
        var member = dice.Pick(at.ToList());
        switch (dice.Between(0, 5))
        {
            case 0:
                at.Remove(member.Key);
                return (Bytes(), false);
            case 1:
                at.Add("unknown", 1);
                return (Bytes(), false);
            case 2:
                at[member.Key] = dice.Pick<JsonNode?>(1, "x", true, new JsonObject(), new JsonArray(), dice.Pick(Instants));
                return (Bytes(), false);
            case 3:
                at[member.Key] = null; // the writer never writes it; the journal reads it as a member that is missing, or as nothing
                return (Bytes(), true);
            case 4:
                var text = Encoding.UTF8.GetString(bytes);
                return (Encoding.UTF8.GetBytes(text.Insert(1, $"\"{member.Key}\":{member.Value?.ToJsonString()},")), at != grant);
            default:
                return ([.. bytes[..dice.Between(0, bytes.Length - 1)]], false);
        }

        byte[] Bytes() => Encoding.UTF8.GetBytes(grant.ToJsonString());
    }

    private static GrantRecord Grant(Dice dice)
    {
        var start = Now + Duration.FromMilliseconds(dice.Between(-1_000_000, 1_000_000));
        return new GrantRecord
        {
            Id = dice.Pick(Texts),
            RequestId = dice.Pick(Texts),
            Subject = Subject(dice),
            ActsFor = [.. Subjects(dice)],
            Name = dice.Chance(50) ? dice.Pick(Texts) : null,
            Policy = new PolicyPin(dice.Pick(Texts), dice.Pick(Texts), dice.Between(1, 9), dice.Pick(Texts)),
            Scopes = [.. Enumerable.Range(0, dice.Between(0, 3)).Select(_ => Scope(dice))],
            State = dice.Pick(Enum.GetValues<GrantState>()),
            Start = start,
            End = Deadline.After(start, Duration.FromMilliseconds(dice.Between(1, 1_000_000_000))),
            ApprovedAt = dice.Chance(30) ? Now : null,
            AtFirstUse = dice.Chance(50) ? dice.Chance(80) : null,
            UsesLeft = dice.Chance(30) ? dice.Between(0, 5) : null,
            RecordsUse = dice.Chance(30),
            ApprovedBy = [.. Subjects(dice)],
            EndedAt = dice.Chance(30) ? Now : null,
            EndedBecause = dice.Chance(30) ? dice.Pick(Texts) : null,
            CutOff = dice.Chance(30) ? dice.Pick(GrantState.Released, GrantState.Revoked) : null,
            CutOffAt = dice.Chance(30) ? Now : null,
        };
    }

    private static Scope Scope(Dice dice) => new(
        Permission.Parse(dice.Pick("orders:refund", "payroll:read")),
        dice.Chance(20) ? Resource.Root : Resource.Parse(dice.Pick("*", "orders/*", "orders/1", "eu/shop/orders/4711")));

    private static List<Subject> Subjects(Dice dice) => [.. Enumerable.Range(0, dice.Between(0, 3)).Select(_ => Subject(dice))];

    private static Subject Subject(Dice dice) => JitAccess.Subject.Restore(
        dice.Pick(Tenants), dice.Pick(Texts), dice.Pick(Texts), dice.Chance(30) ? SubjectKind.Workload : SubjectKind.Human);

    private static string Text(GrantLive live)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            live.Write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string? Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or NullReferenceException) // the journal takes null for nothing
        {
            return null;
        }
    }

    private void Check(Action<Dice> holds) => Properties.Check(
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => holds(new Dice(seed))), output);
}
