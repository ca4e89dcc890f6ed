using System.Text;

namespace JitAccess.Tests.Text;

public sealed class ConfusablesTests
{
    [Theory]
    [InlineData("paypal", "paypal")]
    [InlineData("\u0440\u0430\u0443\u0440\u0430l", "paypal")]
    [InlineData("1O0Il|", "lOOlll")]
    [InlineData("mn", "rnn")]
    [InlineData("\u00FC", "u\u0308")]
    [InlineData("a\u200Bb\uFE0Fc\u00AD", "abc")]
    [InlineData("\U0001D41A", "a")]
    public void Skeleton_Text_IsItsPrototypes(string text, string skeleton) => Assert.Equal(skeleton, Confusables.Skeleton(text));

    [Fact]
    public void Skeleton_OfEveryCharacter_IsStableAfterTwoRounds()
    {
        var changed = 0;
        for (var code = 0; code <= 0x3FFFF; code++)
        {
            if (!Rune.IsValid(code) || code == 0xFFFE)
            {
                continue;
            }

            var text = new Rune(code).ToString();
            var skeleton = Confusables.Skeleton(Confusables.Skeleton(text)); // two: some prototypes hold a mark that has one of its own
            changed += skeleton == text ? 0 : 1;
            Assert.True(Confusables.Skeleton(skeleton) == skeleton, $"U+{code:X4}");
        }

        Assert.InRange(changed, 15_000, 30_000);
    }
}
