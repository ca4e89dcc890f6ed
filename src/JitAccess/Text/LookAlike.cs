using System.Text;

namespace JitAccess;

/// <summary>Whether two texts can be taken for one: by case, by normal form, by invisible characters or by look-alike letters.</summary>
/// <remarks>
/// Only ever used where "the same" means "refuse": UTS #39 takes the digit <c>1</c> for <c>l</c>, <c>0</c> for <c>O</c> and <c>m</c> for
/// <c>rn</c>, so distinct names may count as one. Ids of digits only, and GUIDs, never do. Thread-safe.
/// </remarks>
internal static class LookAlike
{
    // Folding case can change the shape and the other way round; real text is stable after two rounds.
    private const int Rounds = 4;

    /// <summary>Says whether two texts count as the same.</summary>
    public static bool Same(string one, string other)
    {
        if (string.Equals(one, other, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!UnicodeForms.Available && !(Ascii.IsValid(one) && Ascii.IsValid(other)))
        {
            return true; // cannot tell them apart
        }

        (one, other) = (WellFormed(one), WellFormed(other));

        // Two ways, since a capital can look like another letter than its small form does: В is B, в is not b.
        return Fold(one) == Fold(other) || Fold(Confusables.Skeleton(one)) == Fold(Confusables.Skeleton(other));
    }

    private static string Fold(string text)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var folded = Confusables.Skeleton(FoldCase(text));
            if (folded == text)
            {
                break;
            }

            text = folded;
        }

        return text;
    }

    // Full case folding: compatibility decomposition leaves ß, and the dot that a folded İ keeps, as the only letters whose case
    // mapping needs more than one character; upper case first joins ς with σ and ſ with s.
    private static string FoldCase(string text) => text
        .Normalize(NormalizationForm.FormKD)
        .ToUpperInvariant()
        .ToLowerInvariant()
        .Replace("ß", "ss", StringComparison.Ordinal)
        .Replace("i\u0307", "i", StringComparison.Ordinal);

    // Normalize throws on unpaired surrogates and on U+FFFE.
    private static string WellFormed(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\uFFFE', '\uFFFD');
}
