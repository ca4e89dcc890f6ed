using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess;

/// <summary>A question about facts that is data: it composes, explains itself, and is written to the policy document as it is.</summary>
/// <remarks>
/// <para>Evaluation is pure and three-valued: satisfied, not satisfied, or unknown when input is missing. Unknown never allows anything, and the
/// negation of unknown is unknown.</para>
/// <para>Make one with <see cref="Has"/>, <see cref="Everyone"/>, <see cref="Related"/>, <see cref="During"/>, <see cref="From"/>, <see cref="SignedIn"/>,
/// <see cref="Risk"/>, <see cref="Device"/> and <see cref="Custom"/>; combine them with <c>&amp;</c>, <c>|</c> and <c>!</c>. Two conditions are
/// equal when they are written equally. Immutable and safe for concurrent use.</para>
/// </remarks>
public abstract class Condition : IEquatable<Condition>
{
    private string? _json;

    private protected Condition()
    {
    }

    /// <summary>Gets the name of the kind: the one member of the condition's JSON object.</summary>
    internal abstract string Kind { get; }

    /// <summary>Gets the conditions that this one combines.</summary>
    internal virtual ImmutableArray<Condition> Children => [];

    /// <summary>Gets the reason of a finding when this condition decides and does not hold.</summary>
    internal virtual Reason Unmet => Reason.ConditionNotMet;

    /// <summary>Gets a value indicating whether whoever satisfies this is named by role, attribute or identity.</summary>
    internal virtual bool NamesWho => false;

    /// <summary>Makes the condition that holds when all of the given ones do.</summary>
    /// <param name="conditions">1 to 100 conditions.</param>
    /// <returns>The condition.</returns>
    public static Condition All(params ReadOnlySpan<Condition> conditions) => new AllCondition(NoneNull(conditions));

    /// <summary>Makes the condition that holds when at least one of the given ones does.</summary>
    /// <param name="conditions">1 to 100 conditions.</param>
    /// <returns>The condition.</returns>
    public static Condition Any(params ReadOnlySpan<Condition> conditions) => new AnyCondition(NoneNull(conditions));

    /// <summary>Makes the condition that holds when the given one is known not to. It does not hold when the given one lacks its input.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>The negation.</returns>
    public static Condition Not(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new NotCondition(condition);
    }

    /// <summary>Both must hold; the same as <see cref="All"/>.</summary>
    /// <param name="left">A condition.</param>
    /// <param name="right">Another condition.</param>
    /// <returns>The conjunction.</returns>
    public static Condition operator &(Condition left, Condition right) =>
        left is AllCondition { Children.IsEmpty: false } all ? new AllCondition(NoneNull([.. all.Children, right])) : All(left, right);

    /// <summary>At least one must hold; the same as <see cref="Any"/>.</summary>
    /// <param name="left">A condition.</param>
    /// <param name="right">Another condition.</param>
    /// <returns>The disjunction.</returns>
    public static Condition operator |(Condition left, Condition right) =>
        left is AnyCondition { Children.IsEmpty: false } any ? new AnyCondition(NoneNull([.. any.Children, right])) : Any(left, right);

    /// <summary>It must be known not to hold; the same as <see cref="Not"/>.</summary>
    /// <param name="condition">A condition.</param>
    /// <returns>The negation.</returns>
    public static Condition operator !(Condition condition) => Not(condition);

    /// <summary>Says whether two conditions are written equally.</summary>
    /// <param name="left">A condition.</param>
    /// <param name="right">Another condition.</param>
    /// <returns><see langword="true"/> when they are equal.</returns>
    public static bool operator ==(Condition? left, Condition? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Says whether two conditions are written differently.</summary>
    /// <param name="left">A condition.</param>
    /// <param name="right">Another condition.</param>
    /// <returns><see langword="true"/> when they differ.</returns>
    public static bool operator !=(Condition? left, Condition? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Condition? other) =>
        ReferenceEquals(this, other) || (other is not null && string.Equals(ToJson(), other.ToJson(), StringComparison.Ordinal));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Condition);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>Says in words what must hold, to stand after "needs".</summary>
    /// <returns>A phrase such as <c>the role support</c>.</returns>
    public sealed override string ToString() => Describe();

    /// <summary>Judges the facts. Never throws.</summary>
    internal abstract ConditionOutcome Evaluate(ConditionContext context);

    /// <summary>Says where everybody is found who can satisfy this; <see langword="null"/> when they cannot be listed.</summary>
    internal virtual Whereabouts? WhereToLook(Tenant tenant, Relations relations) => null;

    /// <summary>Says what <see cref="Evaluate"/> may come to say once session and fact sources have added what they know.</summary>
    /// <param name="context">The directory's facts alone.</param>
    /// <param name="isKnown">Whether the directory knows the subject, so that nobody else tells its roles and attributes.</param>
    internal virtual Outlook Foresee(ConditionContext context, bool isKnown) => Outlook.Either;

    /// <summary>Says in words what must hold, to stand after "needs".</summary>
    internal abstract string Describe();

    /// <summary>Adds everything that is wrong with the condition's own values, not with its children.</summary>
    /// <param name="path">Where the value of the condition's one member stands.</param>
    /// <param name="findings">Takes the findings.</param>
    internal abstract void Check(string path, ICollection<Finding> findings);

    /// <summary>Writes the value of the condition's one member.</summary>
    internal abstract void WriteValue(Utf8JsonWriter writer);

    /// <summary>Writes the condition in its canonical form.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(Kind);
        WriteValue(writer);
        writer.WriteEndObject();
    }

    /// <summary>Returns the condition in its canonical form.</summary>
    internal string ToJson() => _json ??= CanonicalJson.Text(Write);

    private static ImmutableArray<Condition> NoneNull(ReadOnlySpan<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            ArgumentNullException.ThrowIfNull(condition, nameof(conditions));
        }

        return [.. conditions];
    }
}
