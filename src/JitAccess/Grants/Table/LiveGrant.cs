using System.Collections.Immutable;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>A grant as the table of a node holds it. All that ever changes: that it has ended, and that what its last use admitted was cut off.</summary>
/// <remarks>Thread-safe; the table lets one writer at it at a time.</remarks>
internal sealed class LiveGrant
{
    // A million grants have to fit, and most have one scope.
    private readonly string? _permission; // of the first scope: one text for all grants and for the code that asks, so comparing mostly looks no further
    private readonly string _path;
    private readonly bool _isWildcard;
    private readonly Scope[]? _more;
    private int _ended = Live;
    private long _endedAt;
    private volatile bool _isCutOff;
    private string? _endText;

    private const int Live = (int)GrantState.Active;

    public LiveGrant(GrantLive effect)
    {
        Id = effect.Grant;
        Subject = effect.Subject;
        Policy = effect.Policy;
        End = effect.End;
        TakesCommit = effect.TakesCommit;
        ApprovedBy = effect.ApprovedBy;
        var first = effect.Scopes.FirstOrDefault();
        _permission = first is null ? null : string.Intern(first.Permission.Name); // they are as many as policies name
        (_path, _isWildcard) = (first?.Resource.Path ?? "", first?.Resource.IsWildcard ?? false);
        _more = effect.Scopes.Length > 1 ? [.. effect.Scopes.Skip(1)] : null;
    }

    public string Id { get; }

    public Subject Subject { get; }

    public string Policy { get; }

    public Deadline End { get; }

    /// <summary>Whether each use of it is a commit.</summary>
    public bool TakesCommit { get; }

    public ImmutableArray<Subject> ApprovedBy { get; }

    public ImmutableArray<Scope> Scopes => _permission is null ? [] : [new Scope(Permission.Parse(_permission), Resource.Restore(_path)), .. _more ?? []];

    /// <summary>The one concrete resource that it is for; <see langword="null"/> when it may be for more.</summary>
    public string? OnlyPath => _isWildcard || _more is not null ? null : _path;

    /// <summary>The end as headers and documents write it.</summary>
    public string EndText => _endText ??= End.ToString();

    /// <summary>Whether it allows a permission on a concrete resource; whether it still lives is another question.</summary>
    public bool Covers(string permission, ReadOnlySpan<char> resource) =>
        (permission == _permission && Resource.Covers(_path, _isWildcard, resource)) || (_more is not null && CoversMore(permission, resource));

    /// <summary>Whether it lives at a moment.</summary>
    public bool LivesAt(long now) => Volatile.Read(ref _ended) == Live && !End.HasPassed(now);

    /// <summary>Why it does not live, where it does not.</summary>
    public Reason Because => ((GrantState)Volatile.Read(ref _ended)).ToReason(); // an active one ends by time alone, so that reads as expired

    /// <summary>Whether what was admitted under it may go on: a used-up grant admits nothing more, but by itself cuts nothing off before its end.</summary>
    public bool CarriesOnAt(long now) => Volatile.Read(ref _ended) is (Live or (int)GrantState.UsedUp) && !_isCutOff && !End.HasPassed(now);

    /// <summary>Ends it, once: one atomic store that every later check sees.</summary>
    /// <returns><see langword="false"/> when it had been ended before.</returns>
    public bool EndNow(GrantState final, long now)
    {
        if (IsEnded)
        {
            return false;
        }

        Volatile.Write(ref _endedAt, now);
        return Interlocked.CompareExchange(ref _ended, (int)final, Live) == Live;
    }

    /// <summary>Cuts off what the last use of it admitted, once; it stays used up.</summary>
    /// <returns><see langword="false"/> when it is not used up, or was cut off before.</returns>
    public bool CutOffNow()
    {
        if (Volatile.Read(ref _ended) != (int)GrantState.UsedUp || _isCutOff)
        {
            return false;
        }

        _isCutOff = true;
        return true;
    }

    /// <summary>Whether a concrete resource is the very one that a scope names: then it is canonical.</summary>
    public bool Names(ReadOnlySpan<char> resource) => !_isWildcard && resource.SequenceEqual(_path);

    /// <summary>The moment until which a denial can still say why it ended.</summary>
    public long ForgottenFrom(long keepMilliseconds) =>
        (Volatile.Read(ref _ended) == Live ? End.UnixMilliseconds : Math.Min(End.UnixMilliseconds, Volatile.Read(ref _endedAt))) + keepMilliseconds;

    /// <summary>Whether it was ended before its time.</summary>
    public bool IsEnded => Volatile.Read(ref _ended) != Live;

    private bool CoversMore(string permission, ReadOnlySpan<char> resource)
    {
        foreach (var scope in _more!)
        {
            if (permission == scope.Permission.Name && scope.Resource.Covers(resource))
            {
                return true;
            }
        }

        return false;
    }
}
