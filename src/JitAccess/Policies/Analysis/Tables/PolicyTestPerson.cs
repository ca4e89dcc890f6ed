using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Somebody in a table of expected decisions, as a directory knows them.</summary>
/// <param name="Name">The name that the table calls them by.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record PolicyTestPerson(string Name)
{
    /// <summary>Gets who they are. <value>The default is a human of the issuer <c>people</c> whose id is the name.</value></summary>
    public Subject Subject { get; init; } = Subject.Human("people", Name);

    /// <summary>Gets their roles. <value>The default is none: the directory says so.</value></summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Gets their attributes; one that is absent is not known. <value>The default is none.</value></summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Attributes { get; init; } = ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>Gets everything else that is known about them and their session, by <see cref="FactNames"/>. <value>The default is none.</value></summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Facts { get; init; } = ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>Gets the names of those whom they act for. <value>The default is nobody.</value></summary>
    public ImmutableArray<string> ActsFor { get; init; } = [];

    /// <summary>Says which one this is.</summary>
    /// <returns>The name in the table.</returns>
    public override string ToString() => Name;
}
