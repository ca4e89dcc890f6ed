using System.Collections.Immutable;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>A grant as the table of a node holds it. All that ever changes: that it has ended, and that what its last use admitted was cut off.</summary>
/// <remarks>Thread-safe; the table lets one writer at it at a time.</remarks>
internal sealed class LiveGrant
{
    // A million grants have to fit, and most have one scope.
    private readonly GrantTerms _terms;
    private readonly string _path;
    private readonly bool _isWildcard;
    private readonly Scope[]? _more;
    private long _ended; // 0 while it has not; then when and how, in one number, so that nobody sees half of it
    private volatile bool _isCutOff;
    private string? _endText;

    private const int BitsOfState = 3;

    /// <summary>Makes one.</summary>
    /// <param name="effect">What it is.</param>
    /// <param name="terms">What it has in common with others, if such is held already.</param>
    public LiveGrant(GrantLive effect, GrantTerms? terms = null)
    {
        Id = effect.Grant;
        Subject = effect.Subject;
        End = effect.End;
        _terms = terms ?? new GrantTerms(effect);
        var first = effect.Scopes.FirstOrDefault();
        (_path, _isWildcard) = (first?.Resource.Path ?? "", first?.Resource.IsWildcard ?? false);
        _more = effect.Scopes.Length > 1 ? [.. effect.Scopes.Skip(1)] : null;
    }

    public string Id { get; }

    public Subject Subject { get; }

    public string Policy => _terms.Policy;

    public Deadline End { get; }

    /// <summary>Whether each use of it is a commit.</summary>
    public bool TakesCommit => _terms.TakesCommit;

    /// <summary>Whether its first use begins it; until then no operation is admitted under it.</summary>
    public bool AtFirstUse => _terms.AtFirstUse;

    public ImmutableArray<Subject> ApprovedBy => _terms.ApprovedBy;

    public ImmutableArray<Scope> Scopes =>
        _terms.Permission is not { } permission ? [] : [new Scope(Permission.Parse(permission), Resource.Restore(_path)), .. _more ?? []];

    /// <summary>How many scopes it has.</summary>
    public int ScopeCount => _terms.Permission is null ? 0 : 1 + (_more?.Length ?? 0);

    /// <summary>The one concrete resource that it is for; <see langword="null"/> when it may be for more.</summary>
    public string? OnlyPath => !_isWildcard && (_more is null || Array.TrueForAll(_more, IsOfThePath)) ? _path : null;

    /// <summary>The end as headers and documents write it.</summary>
    public string EndText => _endText ??= End.ToString();

    /// <summary>Whether it allows a permission on a concrete resource; whether it still lives is another question.</summary>
    public bool Covers(string permission, ReadOnlySpan<char> resource) =>
        (permission == _terms.Permission && Resource.Covers(_path, _isWildcard, resource)) || (_more is not null && CoversMore(permission, resource));

    /// <summary>How many resources it is for that are wildcards, or that are not.</summary>
    public int CountResources(bool areWildcards)
    {
        var count = 0;
        for (var number = 0; number < ScopeCount; number++)
        {
            count += HasResourceAt(number, areWildcards, out _) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether the resource of a scope is a wildcard, or is not, and that of no scope before it.</summary>
    public bool HasResourceAt(int number, bool isWildcard, out string path)
    {
        var (wanted, isOne) = ResourceAt(number);
        path = wanted;
        if (isOne != isWildcard)
        {
            return false;
        }

        for (var before = 0; before < number; before++)
        {
            if (string.Equals(ResourceAt(before).Path, path, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether it lives at a moment.</summary>
    public bool LivesAt(long now) => !IsEnded && !End.HasPassed(now);

    /// <summary>Why it does not live, where it does not.</summary>
    public Reason Because => State.ToReason(); // an active one ends by time alone, so that reads as expired

    /// <summary>Whether what was admitted under it may go on: a used-up grant admits nothing more, but by itself cuts nothing off before its end.</summary>
    public bool CarriesOnAt(long now) => State is (GrantState.Active or GrantState.UsedUp) && !_isCutOff && !End.HasPassed(now);

    /// <summary>Ends it, once: one atomic store that every later check sees.</summary>
    /// <returns><see langword="false"/> when it had been ended before.</returns>
    public bool EndNow(GrantState final, long now) =>
        !IsEnded && Interlocked.CompareExchange(ref _ended, (now << BitsOfState) | (long)final, 0) == 0;

    /// <summary>Cuts off what the last use of it admitted, once; it stays used up.</summary>
    /// <returns><see langword="false"/> when it is not used up, or was cut off before.</returns>
    public bool CutOffNow()
    {
        if (State != GrantState.UsedUp || _isCutOff)
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
        (Volatile.Read(ref _ended) is var ended and not 0 ? Math.Min(End.UnixMilliseconds, ended >> BitsOfState) : End.UnixMilliseconds) + keepMilliseconds;

    /// <summary>Whether another is this grant, with the same end, and was not ended.</summary>
    public bool IsSameAs(LiveGrant other) => string.Equals(Id, other.Id, StringComparison.Ordinal) && End == other.End && AtFirstUse == other.AtFirstUse && !other.IsEnded;

    /// <summary>Whether it was ended before its time.</summary>
    public bool IsEnded => Volatile.Read(ref _ended) != 0;

    private GrantState State => Volatile.Read(ref _ended) is var ended and not 0 ? (GrantState)(ended & ((1 << BitsOfState) - 1)) : GrantState.Active;

    private (string Path, bool IsWildcard) ResourceAt(int number) =>
        number == 0 ? (_path, _isWildcard) : (_more![number - 1].Resource.Path, _more[number - 1].Resource.IsWildcard);

    private bool IsOfThePath(Scope scope) => string.Equals(scope.Resource.Path, _path, StringComparison.Ordinal);

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
