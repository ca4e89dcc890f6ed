using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace JitAccess.Simulation;

/// <summary>The last things that happened in a world, in words. A seed runs without; one that fails runs once more with it.</summary>
internal sealed class Trace(Agenda agenda, bool isWanted)
{
    private const int Kept = 40;
    private const int OfStore = 0;

    private readonly List<(int Node, string Text)> _lines = [];

    public bool IsWanted { get; } = isWanted;

    /// <summary>Notes what happens to everybody.</summary>
    public void Note([InterpolatedStringHandlerArgument("")] ref NoteText text) => Note(OfStore, ref text);

    /// <summary>Notes what happens to one node.</summary>
    public void Note(int node, [InterpolatedStringHandlerArgument("")] ref NoteText text)
    {
        if (!IsWanted)
        {
            return;
        }

        var who = node == OfStore ? "" : string.Create(CultureInfo.InvariantCulture, $"node {node} ");
        _lines.Add((node, string.Create(CultureInfo.InvariantCulture, $"{agenda.Now / (double)Ticks.PerMillisecond,12:F3} ms  {who}{text.ToString()}")));
    }

    /// <summary>The last of it, as far as it concerns a node.</summary>
    public string Tell(int about) =>
        string.Join('\n', _lines.Where(line => line.Node == OfStore || line.Node == about).Select(line => line.Text).TakeLast(Kept));

    /// <summary>Words that are not even put together when nobody wants them.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct NoteText
    {
        private readonly StringBuilder? _text;

        public NoteText(int literalLength, int formattedCount, Trace trace, out bool isWanted)
        {
            isWanted = trace.IsWanted;
            _text = isWanted ? new StringBuilder(literalLength + (8 * formattedCount)) : null;
        }

        public void AppendLiteral(string value) => _text!.Append(value);

        public void AppendFormatted<T>(T value) => _text!.Append(CultureInfo.InvariantCulture, $"{value}");

        public override string ToString() => _text?.ToString() ?? "";
    }
}
