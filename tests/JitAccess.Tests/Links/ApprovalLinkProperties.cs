using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using JitAccess.Journal;
using JitAccess.Tests.Deciding;
using JitAccess.Tests.Deciding.Model;
using NodaTime;
using Xunit.Abstractions;

namespace JitAccess.Tests.Links;

/// <summary>The text of a one-shot link, over any approvers and requests: it says to whom it was made for what it was made with, and nothing to anybody else.</summary>
public sealed partial class ApprovalLinkProperties(ITestOutputHelper output)
{
    private const string Strange = "AZaz09-_.=+/ %&#|\t\n\u0430é\uD83D";

    private static readonly Instant Now = Bare.Now;

    [Fact]
    public void Read_WhatWasMade_SaysWhatItWasMadeWith() => Check(made =>
    {
        var read = made.Links.Read(made.Text, made.Approver, made.Request.Id);

        Assert.NotNull(read);
        Assert.Equal(made.Request.Lapses, read.Until);
        Assert.True(read.Shows(made.Request, made.Stage));
        Assert.Matches(UrlSafe(), made.Text);
        Assert.InRange(made.Text.Length, 1, ApprovalLinks.MaxLength);
        Assert.Matches("^[0-9a-f]{32}$", read.Id);
        Assert.Equal(made.Text, made.Again());
    });

    [Fact]
    public void P07_AnyCharacterOfAText_ChangedLostOrAdded_MakesItNoLink() => Check(made =>
    {
        var at = made.Dice.Between(0, made.Text.Length - 1);
        var other = made.Dice.Pick(Strange.ToCharArray());
        string[] wrong =
        [
            made.Text[..at] + other + made.Text[(at + 1)..],
            made.Text[..at] + Neighbour(made.Text[at]) + made.Text[(at + 1)..],
            made.Text.Remove(at, 1),
            made.Text.Insert(at, other.ToString(CultureInfo.InvariantCulture)),
            made.Text + other,
            made.Text[..at],
            made.Text[at..],
        ];

        Assert.All(wrong.Where(text => text != made.Text), text => Assert.Null(made.Links.Read(text, made.Approver, made.Request.Id)));
    });

    [Fact]
    public void P07_AnybodyOrAnythingElse_HasNoUseForIt() => Check(made =>
    {
        var approver = made.Approver;
        var others = (Subject[])
        [
            Subject.Human(approver.Issuer, approver.Id + "x", approver.Tenant),
            Subject.Human(approver.Issuer + "x", approver.Id, approver.Tenant),
            Subject.Human(approver.Issuer, approver.Id, Tenant.Of("another")),
            Subject.Human(approver.Id, approver.Issuer, approver.Tenant),
        ];

        Assert.All(others, other => Assert.Null(made.Links.Read(made.Text, other, made.Request.Id)));
        Assert.Null(made.Links.Read(made.Text, approver, OpaqueId.New()));
    });

    [Fact]
    public void P07_RequestThatAsksForSomethingElse_IsNotWhatItShows() => Check(made =>
    {
        var (read, request, stage) = (made.Links.Read(made.Text, made.Approver, made.Request.Id)!, made.Request, made.Stage);
        var changed = (RequestRecord[])
        [
            request with { Duration = request.Duration - Duration.FromMilliseconds(1) },
            request with { Duration = request.Duration + Duration.FromSeconds(1) },
            request with { StartAt = (request.StartAt ?? Now) + Duration.FromMilliseconds(1) },
            request with { Scopes = request.Scopes.RemoveAt(made.Dice.Between(0, request.Scopes.Length - 1)) },
            request with { Scopes = request.Scopes.Add(new Scope(Permission.Parse("orders:more"), Resource.Root)) },
        ];

        Assert.All(changed, other => Assert.False(read.Shows(other, stage)));
        Assert.False(read.Shows(request, new ApprovalStage("another", stage.Approvers, stage.Needs, stage.DeniedBy)));
        Assert.False(read.Shows(request, new ApprovalStage(stage.Name, stage.Approvers, stage.Needs + 1, stage.DeniedBy)));
        Assert.True(read.Shows(request with { Scopes = [.. request.Scopes.Reverse()], State = RequestState.Approved }, stage));
    });

    [Fact]
    public void Make_OfAnotherOriginOrApprover_IsAnotherLink() => Check(made =>
    {
        var key = made.Ring.Current.Id;
        var other = Subject.Human(made.Approver.Issuer, made.Approver.Id + "x", made.Approver.Tenant);

        var ids = (string[])
        [
            IdOf(made.Links.Make(key, "asked"u8, made.Approver, made.Request, made.Stage), made.Approver),
            IdOf(made.Links.Make(key, "asked again"u8, made.Approver, made.Request, made.Stage), made.Approver),
            IdOf(made.Links.Make(key, "asked"u8, other, made.Request, made.Stage), other),
        ];

        Assert.Equal(3, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ids[0], IdOf(made.Links.Make(key, "asked"u8, made.Approver, made.Request with { Duration = Duration.FromSeconds(1) }, made.Stage), made.Approver));

        string IdOf(string? text, Subject of) => made.Links.Read(text!, of, made.Request.Id)!.Id;
    });

    [Fact]
    public void P07_KeyRotated_OldLinksLiveAsLongAsTheRingHoldsTheKey() => Check(made =>
    {
        var fresh = JitKey.Generate();
        var after = new ApprovalLinks(new Authenticator(new Ring(fresh, made.Ring.Current)));
        var without = new ApprovalLinks(new Authenticator(new Ring(fresh)));

        Assert.NotNull(after.Read(made.Text, made.Approver, made.Request.Id));
        Assert.Null(without.Read(made.Text, made.Approver, made.Request.Id));
        Assert.Null(after.Read(made.Text.Replace(made.Ring.Current.Id, fresh.Id, StringComparison.Ordinal), made.Approver, made.Request.Id));
        Assert.Null(without.Make(made.Ring.Current.Id, "asked"u8, made.Approver, made.Request, made.Stage));
    });

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("key.")]
    [InlineData("..\u0000")]
    [InlineData("=")]
    public void P07_TextOfAnotherForm_IsNoLink(string text)
    {
        var made = Made.By(new Dice(1));
        foreach (var padding in (int[])[0, 1, 95, 96, 97, 160, 161, 100_000])
        {
            Assert.Null(made.Links.Read(text + new string('A', padding), made.Approver, made.Request.Id));
            Assert.Null(made.Links.Read($"{made.Ring.Current.Id}.{new string(' ', padding)}", made.Approver, made.Request.Id));
        }
    }

    // No word of what was asked for, nor of who is asked, can be tried against the text.
    [Fact]
    public void Text_HoldsNothingThatCanBeGuessed() => Check(made =>
    {
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(made.Text.AsSpan(made.Text.IndexOf('.', StringComparison.Ordinal) + 1));
        var hashes = (string[])[made.Approver.Id, made.Approver.Key, made.Request.Id, made.Stage.Name, .. made.Request.Scopes.Select(scope => scope.ToString())];

        Assert.All(hashes, text => Assert.False(bytes.AsSpan().IndexOf(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 8)) >= 0));

        // Shorter ones stand in random characters by chance.
        Assert.All(hashes.Where(text => text.Length > 4), text => Assert.False(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0));
        Assert.All(hashes.Where(text => text.Length > 8), text => Assert.DoesNotContain(text, made.Text, StringComparison.OrdinalIgnoreCase));
    });

    private void Check(Action<Made> holds) => Properties.Check(
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => holds(Made.By(new Dice(seed)))), output);

    private static char Neighbour(char character) => (char)(character ^ 1);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{96}$", RegexOptions.None, 1000)]
    private static partial Regex UrlSafe();

    private sealed record Made(Dice Dice, Ring Ring, ApprovalLinks Links, Subject Approver, RequestRecord Request, ApprovalStage Stage)
    {
        public string Text { get; } = Links.Make(Ring.Current.Id, "asked"u8, Approver, Request, Stage)!;

        public string Again() => new ApprovalLinks(new Authenticator(Ring)).Make(Ring.Current.Id, "asked"u8, Approver, Request, Stage)!;

        public static Made By(Dice dice)
        {
            var ring = new Ring(new JitKey(dice.Pick("k", "K-1_x", new string('z', 64)), RandomNumberGenerator.GetBytes(32)));
            var approver = Subject.Human(dice.Pick("idp", "https://people.test"), dice.Pick("bo", "chen|", "olga~1", "Ŵ-lead"), dice.Pick(Tenant.Default, Tenant.Of("north")));
            return new Made(
                dice,
                ring,
                new ApprovalLinks(new Authenticator(ring)),
                approver,
                RequestOf(dice, approver.Tenant),
                new ApprovalStage(dice.Pick("lead", "boss"), Has.Role("lead"), dice.Between(1, 3), dice.Between(1, 2)));
        }

        private static RequestRecord RequestOf(Dice dice, Tenant tenant) =>
            Bare.Request([.. Enumerable.Range(1, dice.Between(1, 4)).Select(n => new Scope(
                Permission.Parse("orders:refund"), Resource.Parse(string.Create(CultureInfo.InvariantCulture, $"orders/{n}"))))]) with
            {
                Id = OpaqueId.New(),
                Subject = Subject.Human("idp", "amina", tenant),
                Duration = Duration.FromMinutes(dice.Between(1, 600)),
                StartAt = dice.Chance(50) ? Now + Duration.FromHours(dice.Between(1, 48)) : null,
                Lapses = Deadline.After(Now, Duration.FromMinutes(dice.Between(1, 1440))),
                GrantId = OpaqueId.New(),
            };
    }

    private sealed class Ring(params JitKey[] keys) : IJitKeyRing
    {
        public JitKey Current => keys[0];

        public bool TryGet(string id, [NotNullWhen(true)] out JitKey? key) =>
            (key = keys.FirstOrDefault(candidate => string.Equals(candidate.Id, id, StringComparison.Ordinal))) is not null;
    }
}
