namespace JitAccess.Tests.Text;

/// <summary>An id that is packed is the same afterwards; what is none is not packed.</summary>
public sealed class OpaqueIdTests
{
    public static TheoryData<string> Ids =>
    [
        new string('a', 26), new string('z', 26), new string('2', 26), new string('7', 26), "abcdefghijklmnopqrstuvwxyz", "23456723456723456723456723",
        .. Enumerable.Range(0, 100).Select(_ => OpaqueId.New()),
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Unpack_WhatWasPacked_IsTheSame(string id)
    {
        var packed = new byte[OpaqueId.PackedLength];
        Assert.True(OpaqueId.TryPack(id, packed));
        Assert.Equal(id, OpaqueId.Unpack(packed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("g")]
    [InlineData("abcdefghijklmnopqrstuvwxy")]
    [InlineData("abcdefghijklmnopqrstuvwxyza")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    [InlineData("abcdefghijklmnopqrstuvwxy1")]
    [InlineData("abcdefghijklmnopqrstuvwxy8")]
    public void TryPack_WhatIsNoId_IsNotPacked(string text) => Assert.False(OpaqueId.TryPack(text, new byte[OpaqueId.PackedLength]));
}
