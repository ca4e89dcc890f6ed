using JitAccess;
using Microsoft.AspNetCore.Mvc;

namespace BackOffice.Orders;

/// <summary>Orders of the demo: every positive id exists.</summary>
[ApiController]
public sealed class OrdersController : ControllerBase
{
    [HttpPost("orders/{orderId:int}/refund"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult Refund(int orderId, JitGrantLease grant) => orderId > 0
        ? Ok(new { orderId, refunded = true, ends = grant.Ends.ToDateTimeOffset(), approvedBy = grant.ApprovedBy.Select(approver => approver.Id) })
        : NotFound();
}
