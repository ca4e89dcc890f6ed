using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace JitAccess;

/// <summary>What a text looks like: its skeleton by UTS #39, section 4. Two texts with equal skeletons can be taken for each other.</summary>
/// <remarks>
/// The data are <c>confusables.txt</c> beside this file, made by <c>eng/confusables</c> and held in the assembly, so that every node
/// judges alike whatever its platform brings. Thread-safe; the data are read at first use.
/// </remarks>
internal static class Confusables
{
    private static readonly Lazy<FrozenDictionary<int, string>> Prototypes = new(Read);

    /// <summary>The skeleton: form D, invisible characters removed, each character replaced by its prototype, form D again.</summary>
    /// <param name="text">Text without unpaired surrogates.</param>
    public static string Skeleton(string text)
    {
        var prototypes = Prototypes.Value;
        var skeleton = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (prototypes.TryGetValue(rune.Value, out var prototype))
            {
                skeleton.Append(prototype);
            }
            else if (!DefaultIgnorable.Contains(rune))
            {
                skeleton.Append(rune.ToString());
            }
        }

        return skeleton.ToString().Normalize(NormalizationForm.FormD);
    }

    // A line is a prototype, a tab, and the characters that look like it, all as hexadecimal code points.
    private static FrozenDictionary<int, string> Read()
    {
        var prototypes = new Dictionary<int, string>();
        using var stream = typeof(Confusables).Assembly.GetManifestResourceStream("JitAccess.Text.confusables.txt")
            ?? throw new InvalidOperationException("The assembly lacks its resource confusables.txt.");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
        {
            if (line is not ['#', ..] && line.Split('\t') is [var target, var sources])
            {
                var prototype = string.Concat(target.Split(' ').Select(code => char.ConvertFromUtf32(CodePoint(code))));
                foreach (var source in sources.Split(' '))
                {
                    prototypes.Add(CodePoint(source), prototype);
                }
            }
        }

        return prototypes.ToFrozenDictionary();
    }

    private static int CodePoint(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
