namespace JitAccess;

/// <summary>Where the placeholders of a <see cref="ResourceTemplate"/> get their values.</summary>
internal interface ITemplateValues
{
    /// <summary>A placeholder's value, or <see langword="null"/> when there is none.</summary>
    string? ValueOf(string name);
}
