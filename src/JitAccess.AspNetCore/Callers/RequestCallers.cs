using System.Security.Claims;

namespace JitAccess;

/// <summary>Reads principals.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestCallers(CallerReader reader, IJitAccess access)
{
    public RequestCaller Read(ClaimsPrincipal principal) => new(principal, reader, access);
}
