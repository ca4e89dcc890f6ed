namespace JitAccess;

/// <summary>What kind of refusal a <see cref="Reason"/> stands for; every surface maps kinds, never single codes, to its own statuses.</summary>
public enum ReasonKind
{
    /// <summary>Access is not held, or the caller may not do this (HTTP 403). The harmless default: it denies.</summary>
    Forbidden = 0,

    /// <summary>The input cannot be read or is not canonical (HTTP 400).</summary>
    Malformed,

    /// <summary>Nobody is signed in, or a fresher or stronger sign-in is demanded (HTTP 401).</summary>
    Unauthenticated,

    /// <summary>Unknown, foreign, or not the caller's to see (HTTP 404).</summary>
    NotFound,

    /// <summary>The state does not allow it, or something else was said before (HTTP 409).</summary>
    Conflict,

    /// <summary>The caller decided on an older version than the current one (HTTP 412).</summary>
    Stale,

    /// <summary>The body is larger than the limit (HTTP 413).</summary>
    TooLarge,

    /// <summary>The body is of a media type that is not read (HTTP 415).</summary>
    WrongMediaType,

    /// <summary>Well-formed, but outside the policy (HTTP 422).</summary>
    OutsidePolicy,

    /// <summary>A limit or a cool-down; later it may be allowed (HTTP 429).</summary>
    Limited,

    /// <summary>The store is away or this node cannot prove that it is fresh (HTTP 503).</summary>
    Unavailable,

    /// <summary>The route is there, but not for this method (HTTP 405).</summary>
    WrongMethod,
}
