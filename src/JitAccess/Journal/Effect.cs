using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess.Journal;

/// <summary>
/// What an entry means to a table of live grants, in a form that stays stable while the kinds of entries change. A node that meets an
/// effect it does not know denies.
/// </summary>
internal abstract record Effect
{
    /// <summary>Writes the effect as a JSON object.</summary>
    public abstract void Write(Utf8JsonWriter writer);
}

/// <summary>A grant is live until its end.</summary>
internal sealed record GrantLive(
    string Grant, Subject Subject, ImmutableArray<Scope> Scopes, string Policy, Deadline End, bool TakesCommit, ImmutableArray<Subject> ApprovedBy) : Effect
{
    public const string Name = "grant-live";

    /// <summary>Whether the first use begins it: until then no operation is admitted, and its end is that of the time to do so.</summary>
    public bool AtFirstUse { get; init; }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("effect", Name);
        writer.WriteString("grant", Grant);
        writer.WritePropertyName("subject");
        JournalJson.Write(writer, Subject);
        writer.WritePropertyName("scopes");
        JournalJson.Write(writer, Scopes);
        writer.WriteString("policy", Policy);
        writer.WriteString("end", InstantText.Format(End.At));
        writer.WriteBoolean("takesCommit", TakesCommit);
        if (AtFirstUse)
        {
            writer.WriteBoolean("atFirstUse", true);
        }

        writer.WritePropertyName("approvedBy");
        JournalJson.Write(writer, ApprovedBy);
        writer.WriteEndObject();
    }
}

/// <summary>A grant has ended before its time, or housekeeping notes that its time is over.</summary>
internal sealed record GrantEnded(string Grant, Subject Subject, Reason Because) : Effect
{
    public const string Name = "grant-ended";

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("effect", Name);
        writer.WriteString("grant", Grant);
        writer.WritePropertyName("subject");
        JournalJson.Write(writer, Subject);
        writer.WriteString("because", Because.Code);
        writer.WriteEndObject();
    }
}

/// <summary>Every grant of a subject that was live before this entry has ended.</summary>
internal sealed record SubjectEnded(Subject Subject) : Effect
{
    public const string Name = "subject-ended";

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("effect", Name);
        writer.WritePropertyName("subject");
        JournalJson.Write(writer, Subject);
        writer.WriteEndObject();
    }
}

/// <summary>Every grant of every tenant that was live before this entry has ended: a restored store was adopted.</summary>
/// <param name="Number">Greater than that of every epoch before it, on this store and on those that it was restored from.</param>
internal sealed record Epoch(long Number) : Effect
{
    public const string Name = "epoch";

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("effect", Name);
        writer.WriteNumber("number", Number);
        writer.WriteEndObject();
    }
}
