using System.Diagnostics.CodeAnalysis;

namespace JitAccess;

/// <summary>The answer to "does this subject hold a live grant for this permission on this resource, now?"</summary>
/// <remarks>
/// <para>Pure: asking takes nothing. The <see langword="default"/> value denies. An answer is true for the moment it was given; ask again
/// rather than keep it.</para>
/// <para>Immutable and safe for concurrent use.</para>
/// </remarks>
public readonly struct GrantCheck : IEquatable<GrantCheck>
{
    private readonly LiveGrant? _grant;
    private readonly Reason _reason;
    private readonly bool _isAllowed;

    private GrantCheck(LiveGrant? grant, Reason reason, bool isAllowed)
    {
        _grant = grant;
        _reason = reason;
        _isAllowed = isAllowed;
    }

    /// <summary>Gets a value indicating whether a live grant covers the question and no commit is needed to use it.</summary>
    [MemberNotNullWhen(true, nameof(GrantId), nameof(Policy))]
    public bool IsAllowed => _isAllowed;

    /// <summary>Gets a value indicating whether a live grant covers the question, but each use of it is committed: take it with <c>UseAsync</c>.</summary>
    public bool NeedsCommit => !_isAllowed && _reason == JitAccess.Reason.NeedsCommit;

    /// <summary>Gets why not; <see langword="null"/> when allowed.</summary>
    public Reason? Reason => _isAllowed ? null : _reason;

    /// <summary>Gets the id of the grant that covers, or covered, the question.</summary>
    public string? GrantId => _grant?.Id;

    /// <summary>Gets the policy of that grant.</summary>
    public string? Policy => _grant?.Policy;

    /// <summary>Gets the end of that grant.</summary>
    public Deadline? Ends => _grant?.End;

    internal LiveGrant? Grant => _grant;

    internal static GrantCheck Allow(LiveGrant grant) => new(grant, default, isAllowed: true);

    internal static GrantCheck Commit(LiveGrant grant) => new(grant, JitAccess.Reason.NeedsCommit, isAllowed: false);

    internal static GrantCheck Deny(Reason reason, LiveGrant? grant = null) => new(grant, reason, isAllowed: false);

    /// <inheritdoc/>
    public bool Equals(GrantCheck other) => _isAllowed == other._isAllowed && _reason == other._reason && ReferenceEquals(_grant, other._grant);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is GrantCheck other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_isAllowed, _reason, _grant?.Id);

    /// <inheritdoc/>
    public override string ToString() => _isAllowed ? $"allowed by {GrantId}" : $"denied: {_reason}";

    /// <summary>Says whether two answers are the same.</summary>
    /// <param name="left">An answer.</param>
    /// <param name="right">Another answer.</param>
    /// <returns><see langword="true"/> when they are the same.</returns>
    public static bool operator ==(GrantCheck left, GrantCheck right) => left.Equals(right);

    /// <summary>Says whether two answers differ.</summary>
    /// <param name="left">An answer.</param>
    /// <param name="right">Another answer.</param>
    /// <returns><see langword="true"/> when they differ.</returns>
    public static bool operator !=(GrantCheck left, GrantCheck right) => !left.Equals(right);
}
