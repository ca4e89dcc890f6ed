using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace JitAccess;

/// <summary>A stable code that says why: the same in exceptions, problem documents, journal entries, logs and metrics.</summary>
/// <remarks>
/// Codes are API: they are listed in <c>docs/reference/reason-codes.md</c> and pinned by a test. The <see langword="default"/> value is
/// <see cref="NoGrant"/>, which denies. Immutable and safe for concurrent use.
/// </remarks>
public readonly partial struct Reason : IEquatable<Reason>
{
    // Filled by the initialisers in Reason.Codes.cs, which may run before any initialiser of this file: hence no initialiser here.
    private static Dictionary<string, Reason>? s_known;
    private static List<(string Code, ReasonKind Kind)>? s_defined;

    // Which of the defined ones: so that an answer of a check fits into two registers.
    private readonly byte _number;

    private Reason(byte number) => _number = number;

    /// <summary>Gets the code: lower-case words joined by hyphens.</summary>
    public string Code => s_defined![_number].Code;

    /// <summary>Gets what kind of refusal this is.</summary>
    public ReasonKind Kind => s_defined![_number].Kind;

    /// <summary>Gets every reason, ordered by code.</summary>
    public static ImmutableArray<Reason> All => [.. s_known!.Values.OrderBy(reason => reason.Code, StringComparer.Ordinal)];

    /// <summary>Finds a reason by its code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="reason">The reason, or <see langword="default"/>.</param>
    /// <returns><see langword="true"/> when the code is known.</returns>
    public static bool TryFind(string code, out Reason reason) => s_known!.TryGetValue(code, out reason);

    /// <inheritdoc/>
    public bool Equals(Reason other) => _number == other._number;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Reason other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _number;

    /// <inheritdoc/>
    public override string ToString() => Code;

    /// <summary>Says whether two reasons have the same code.</summary>
    /// <param name="left">A reason.</param>
    /// <param name="right">Another reason.</param>
    /// <returns><see langword="true"/> when they are the same.</returns>
    public static bool operator ==(Reason left, Reason right) => left.Equals(right);

    /// <summary>Says whether two reasons differ.</summary>
    /// <param name="left">A reason.</param>
    /// <param name="right">Another reason.</param>
    /// <returns><see langword="true"/> when they differ.</returns>
    public static bool operator !=(Reason left, Reason right) => !left.Equals(right);

    private static Reason Define(string code, ReasonKind kind)
    {
        s_defined ??= [];
        var reason = new Reason(checked((byte)s_defined.Count));
        s_defined.Add((code, kind));
        (s_known ??= new Dictionary<string, Reason>(StringComparer.Ordinal)).Add(code, reason);
        return reason;
    }
}
