using Microsoft.AspNetCore.Mvc;

namespace JitAccess.AspNetCore.Tests.Validation;

public sealed class NoActionController : ControllerBase
{
    [NonAction, RequireJitGrant("orders:refund")]
    public void Helper()
    {
    }
}
