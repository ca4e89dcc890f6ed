namespace JitAccess;

/// <summary>
/// The endpoint is a page that people look at: who is not signed in, or holds no grant, is answered by the authentication scheme as usual, with
/// its redirects, instead of a problem document.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = true)]
public sealed class JitPageAttribute : Attribute;
