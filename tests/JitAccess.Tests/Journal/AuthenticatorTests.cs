using System.Diagnostics.CodeAnalysis;
using JitAccess.Journal;
using JitAccess.Stores;

namespace JitAccess.Tests.Journal;

/// <summary>What a ring holds decides what verifies.</summary>
public sealed class AuthenticatorTests
{
    private static readonly RecordKey Key = new(Tenant.Default, RecordKind.Grant, "g1");

    [Fact]
    public void Verifies_AKeyThatHasLeftTheRing_NoMore()
    {
        var (old, fresh) = (JitKey.Generate(), JitKey.Generate());
        var ring = new ChangingRing(old);
        var authenticator = new Authenticator(ring);
        var record = authenticator.Seal(Key, version: 1, position: 1, "{}"u8.ToArray());

        ring.Keys = [fresh, old];
        Assert.True(authenticator.Verifies(record));

        ring.Keys = [fresh];
        Assert.False(authenticator.Verifies(record));
        Assert.False(authenticator.Knows(old.Id));
    }

    [Fact]
    public void Verifies_AnotherSecretUnderTheSameId_Nothing()
    {
        var ring = new ChangingRing(new JitKey("k1", new byte[32]));
        var authenticator = new Authenticator(ring);
        var record = authenticator.Seal(Key, version: 1, position: 1, "{}"u8.ToArray());

        ring.Keys = [new JitKey("k1", [.. Enumerable.Repeat((byte)1, 32)])];

        Assert.False(authenticator.Verifies(record));
    }

    private sealed class ChangingRing(params JitKey[] keys) : IJitKeyRing
    {
        public JitKey[] Keys { get; set; } = keys;

        public JitKey Current => Keys[0];

        public bool TryGet(string id, [NotNullWhen(true)] out JitKey? key) =>
            (key = Keys.FirstOrDefault(candidate => string.Equals(candidate.Id, id, StringComparison.Ordinal))) is not null;
    }
}
