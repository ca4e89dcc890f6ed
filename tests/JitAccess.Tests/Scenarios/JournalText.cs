using System.Text;
using System.Text.Json;
using JitAccess.Stores;

namespace JitAccess.Tests.Scenarios;

/// <summary>A journal entry as text.</summary>
internal sealed record JournalText(string Kind, string Text)
{
    public static JournalText Of(StoredEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Bytes);
        return new JournalText(document.RootElement.GetProperty("kind").GetString()!, Encoding.UTF8.GetString(entry.Bytes.Span));
    }
}
