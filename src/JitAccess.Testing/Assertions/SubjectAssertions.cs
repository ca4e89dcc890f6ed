namespace JitAccess.Testing;

/// <summary>What one subject should be allowed and denied at this moment.</summary>
/// <remarks>Asking is a check: it takes no use and changes nothing. Thread-safe.</remarks>
public sealed class SubjectAssertions
{
    private readonly IJitAccess _access;
    private readonly Subject _subject;
    private readonly AccessReport _report;

    internal SubjectAssertions(IJitAccess access, Subject subject, AccessReport report)
    {
        _access = access;
        _subject = subject;
        _report = report;
    }

    /// <summary>Gets the same assertions, so that they read as a sentence.</summary>
    public SubjectAssertions And => this;

    /// <summary>Expects that an operation would be admitted, be it with a commit that takes a use.</summary>
    /// <param name="permission">The permission.</param>
    /// <param name="resource">The concrete resource; <see langword="null"/> means the root.</param>
    /// <returns>The assertions.</returns>
    /// <exception cref="JitAssertionException">It would be denied.</exception>
    public SubjectAssertions Allow(string permission, string? resource = null)
    {
        var handle = _access.Resolve(_subject);
        var check = _access.Check(handle, permission, resource);
        return check.IsAllowed || check.NeedsCommit ? this : throw _report.Fail("allowed", handle, permission, resource, check);
    }

    /// <summary>Expects that an operation would be denied, for one reason and no other.</summary>
    /// <param name="permission">The permission.</param>
    /// <param name="resource">The concrete resource; <see langword="null"/> means the root.</param>
    /// <param name="reason">The reason.</param>
    /// <returns>The assertions.</returns>
    /// <exception cref="JitAssertionException">It would be admitted, or denied for another reason.</exception>
    public SubjectAssertions Deny(string permission, string? resource, Reason reason)
    {
        var handle = _access.Resolve(_subject);
        var check = _access.Check(handle, permission, resource);
        return !check.NeedsCommit && check.Reason == reason
            ? this
            : throw _report.Fail($"denied with {reason.Code}", handle, permission, resource, check);
    }
}
