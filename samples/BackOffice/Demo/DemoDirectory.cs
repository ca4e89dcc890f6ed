using JitAccess;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BackOffice.Demo;

/// <summary>The directory of the demo: it alone says who has which role, whatever a cookie claims.</summary>
internal sealed class DemoDirectory : ISubjectDirectory
{
    public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) =>
        ValueTask.FromResult(subject.Issuer == CookieAuthenticationDefaults.AuthenticationScheme && DemoAccount.All.TryGetValue(subject.Id, out var account)
            ? new DirectoryEntry(subject) { Roles = account.Role is { } role ? [role] : [], DisplayName = account.Name }
            : null);
}
