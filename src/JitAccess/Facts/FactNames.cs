namespace JitAccess;

/// <summary>The names of the facts that the built-in conditions read.</summary>
public static class FactNames
{
    /// <summary>The roles of the subject.</summary>
    public const string Role = "role";

    /// <summary>The prefix of an attribute of the subject: <c>attribute:department</c>.</summary>
    public const string AttributePrefix = "attribute:";

    /// <summary>The remote address of the session, as text that <see cref="System.Net.IPAddress"/> reads. Personal.</summary>
    public const string Address = "address";

    /// <summary>When the subject last signed in: one value, seconds since the Unix epoch (<c>auth_time</c>, OpenID Connect Core, section 2).</summary>
    public const string AuthenticationTime = "authentication-time";

    /// <summary>How the subject signed in (<c>amr</c>, RFC 8176).</summary>
    public const string AuthenticationMethods = "authentication-methods";

    /// <summary>The class of the sign-in (<c>acr</c>, OpenID Connect Core, section 2).</summary>
    public const string AuthenticationLevel = "authentication-level";

    /// <summary>A risk score: one value, a number from 0 (none) to 100.</summary>
    public const string Risk = "risk";

    /// <summary>The prefix of an attribute of the device: <c>device:compliant</c>.</summary>
    public const string DevicePrefix = "device:";

    /// <summary>
    /// The prefix of a relation to what is asked for, which the directory alone tells of those who may approve it: one value, <c>true</c> or
    /// <c>false</c>.
    /// </summary>
    public const string RelationPrefix = "relation:";

    /// <summary>The name of the attribute's fact.</summary>
    /// <param name="name">The attribute's own name.</param>
    /// <returns>The fact name.</returns>
    public static string Attribute(string name) => AttributePrefix + name;

    /// <summary>The name of the device attribute's fact.</summary>
    /// <param name="name">The attribute's own name.</param>
    /// <returns>The fact name.</returns>
    public static string Device(string name) => DevicePrefix + name;
}
