using Microsoft.AspNetCore.Mvc;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary>An API controller.</summary>
[ApiController, Route("api")]
public sealed class RefundController : ControllerBase
{
    [HttpPost("orders/{orderId:int}/refund"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult Refund(int orderId, JitGrantLease grant) => Ok($"{orderId} {grant.Policy}");
}

/// <summary>A controller of the kind that renders views: without [ApiController], and with conventional binding.</summary>
[Route("mvc")]
public sealed class PlainController : Controller
{
    [HttpPost("orders/{orderId}/refund"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult Refund(int orderId, JitGrantLease grant) => Content($"{orderId} {grant.Policy}");

    [HttpPost("orders/{orderId}/refund-model"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult RefundModel(RefundModel model) => Content($"{model.OrderId}");

    [HttpPost("orders/{orderId}/refund-record"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult RefundRecord(RefundRecord record) => Content($"{record.Order}");

    [HttpPost("orders/{orderId}/refund-form"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult RefundForm(int orderId, [FromForm] RefundModel model) => Content($"{orderId} {model.OrderId}");
}

public sealed record RefundRecord([ModelBinder(Name = "orderId")] int Order, string? Note);

public sealed record RefundModel
{
    public int OrderId { get; init; }
}

/// <summary>Protected by MVC's own filter instead of endpoint metadata.</summary>
[Route("filtered")]
public sealed class FilteredController : ControllerBase
{
    [HttpPost("{orderId:int}")]
    public int Refund(int orderId) => orderId;
}
