namespace JitAccess;

/// <summary>What of a signed-in principal names its subject.</summary>
/// <param name="Issuer">Who vouches for the id; compared ordinally, so spell it always the same.</param>
/// <param name="Id">The id, which its issuer never gives to anyone else.</param>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed record SubjectIdentity(string Issuer, string Id);
