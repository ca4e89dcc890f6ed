using System.Collections.Immutable;

namespace JitAccess;

/// <summary>Conditions on the subject and on what its request names.</summary>
public static class Has
{
    /// <summary>Holds for who has the role.</summary>
    /// <param name="role">The role, compared ordinally; 1 to 256 characters.</param>
    /// <returns>The condition.</returns>
    public static Condition Role(string role) => new RoleCondition([role]);

    /// <summary>Holds for who has at least one of the roles.</summary>
    /// <param name="roles">1 to 100 roles, compared ordinally.</param>
    /// <returns>The condition.</returns>
    public static Condition AnyRole(params ReadOnlySpan<string> roles) => new RoleCondition(roles.ToImmutableArray());

    /// <summary>Holds for whose attribute has at least one of the values.</summary>
    /// <param name="name">The attribute's name, such as <c>department</c>; 1 to 128 characters.</param>
    /// <param name="anyOf">1 to 100 values, compared ordinally.</param>
    /// <returns>The condition.</returns>
    public static Condition Attribute(string name, params ReadOnlySpan<string> anyOf) => new AttributeCondition(name, anyOf.ToImmutableArray());

    /// <summary>Holds for exactly one subject.</summary>
    /// <param name="subject">The subject, with its tenant.</param>
    /// <returns>The condition.</returns>
    public static Condition Subject(Subject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new SubjectCondition(subject.Tenant.Id, subject.Issuer, subject.Id);
    }

    /// <summary>
    /// Holds for a request that names a ticket of this form. For a policy's own ticket use <see cref="JitPolicyBuilder.RequiresTicket"/>.
    /// </summary>
    /// <param name="pattern">
    /// A regular expression that the whole ticket must match, at most 200 characters, without backreferences and lookarounds.
    /// </param>
    /// <returns>The condition.</returns>
    public static Condition Ticket(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new TicketCondition(pattern);
    }
}
