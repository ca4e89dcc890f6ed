namespace JitAccess.PostgreSql;

/// <summary>One step of the schema.</summary>
/// <param name="Schema">The schema that it leads to.</param>
/// <param name="MinReader">The oldest code that can use the database afterwards, by the schema it was written for.</param>
/// <param name="Resource">The script.</param>
internal sealed record Migration(int Schema, int MinReader, string Resource)
{
    /// <summary>All steps in order; a step that has shipped is never changed.</summary>
    public static IReadOnlyList<Migration> All { get; } = [new(1, 1, "0001-records-and-journal.sql")];

    /// <summary>The schema that this code is written for.</summary>
    public static int Current => All[^1].Schema;

    /// <summary>Reads the script for a schema's name.</summary>
    public string ScriptFor(string schema)
    {
        using var stream = typeof(Migration).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("$schema", schema, StringComparison.Ordinal);
    }
}
