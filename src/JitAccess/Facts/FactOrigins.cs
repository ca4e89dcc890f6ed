namespace JitAccess;

/// <summary>Who can say a fact besides the registered sources, and which names are whose.</summary>
internal static class FactOrigins
{
    /// <summary>The origin of what a token or cookie says.</summary>
    public const string Claims = "claims";

    /// <summary>The origin of what the host knows about the connection and the sign-in.</summary>
    public const string Session = "session";

    /// <summary>The origin of what the directory says.</summary>
    public const string Directory = "directory";

    /// <summary>Whether the directory has the last word on a name: roles and attributes, and relations, on which it has the only one.</summary>
    public static bool IsOfDirectory(string name) =>
        name == FactNames.Role || name.StartsWith(FactNames.AttributePrefix, StringComparison.Ordinal) || IsRelation(name);

    /// <summary>Whether a name is that of a relation to what is asked for, which no session can present.</summary>
    public static bool IsRelation(string name) => name.StartsWith(FactNames.RelationPrefix, StringComparison.Ordinal);

    /// <summary>Whether only the session can say it: where it comes from and how it signed in.</summary>
    public static bool IsOfSession(string name) =>
        name is FactNames.Address or FactNames.AuthenticationTime or FactNames.AuthenticationMethods or FactNames.AuthenticationLevel;

    /// <summary>Whether a name is about the session and the device, which are those of whoever is there, for whomever they act.</summary>
    public static bool IsOfWhoIsThere(string name) => IsOfSession(name) || name.StartsWith(FactNames.DevicePrefix, StringComparison.Ordinal);

    /// <summary>Whether a registered source may speak of a name.</summary>
    public static bool IsOfSources(string name) => !IsOfDirectory(name) && !IsOfSession(name);
}
