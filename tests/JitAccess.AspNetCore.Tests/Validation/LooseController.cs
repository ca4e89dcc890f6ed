using Microsoft.AspNetCore.Mvc;

namespace JitAccess.AspNetCore.Tests.Validation;

/// <summary>Binds the value that names the resource to a type that reads many spellings as one order.</summary>
[Route("loose/{orderId}")]
public sealed class LooseController : ControllerBase
{
    [BindProperty(Name = "orderId", SupportsGet = true)]
    public EndpointValidationTests.OrderId Bound { get; set; }

    [HttpPost, RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult Refund() => Ok(Bound.Number);
}
