namespace JitAccess.AspNetCore.Tests;

/// <summary>What an application may put in the place of <see cref="IJitAccess"/>: it asks for another resource than it was asked for.</summary>
internal sealed class MappingAccess(IJitAccess inner, Func<string?, string?> map) : IJitAccess
{
    public long Position => inner.Position;

    public SubjectHandle Resolve(Subject subject) => inner.Resolve(subject);

    public GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource = default) => inner.Check(subject, permission, map(resource.ToString()));

    public GrantCheck Check(Subject subject, string permission, ReadOnlySpan<char> resource = default) => inner.Check(subject, permission, map(resource.ToString()));

    public void Check(SubjectHandle subject, ReadOnlySpan<JitQuestion> questions, Span<GrantCheck> answers) => inner.Check(subject, questions, answers);

    public GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource, long atLeast) =>
        inner.Check(subject, permission, map(resource.ToString()), atLeast);

    public ValueTask CatchUpAsync(long atLeast, CancellationToken cancellationToken = default) => inner.CatchUpAsync(atLeast, cancellationToken);

    public ValueTask<JitGrantLease> UseAsync(Subject subject, string permission, string? resource, CancellationToken cancellationToken = default) =>
        inner.UseAsync(subject, permission, map(resource), cancellationToken);
}
