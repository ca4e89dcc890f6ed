using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

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
    internal static ConcurrentQueue<int> Seen { get; } = new();

    [HttpPost("orders/{orderId}/refund"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult Refund(int orderId, JitGrantLease grant) => Content($"{orderId} {grant.Policy}");

    [HttpPost("orders/{orderId}/refund-model"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult RefundModel(RefundModel model) => Content($"{model.OrderId}");

    [HttpPost("orders/{orderId}/refund-record"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult RefundRecord(RefundRecord record) => Content($"{record.Order}");

    [HttpPost("orders/{orderId}/refund-typed"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult RefundTyped([FromForm] TypedModel model) => Content($"{model.OrderId.Value}");

    [HttpPost("orders/{orderId}/refund-watched"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult RefundWatched(int orderId) => Content($"{orderId}");

    /// <summary>Controllers may act on arguments before any action does.</summary>
    [NonAction]
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.ActionArguments.TryGetValue("orderId", out var order) && order is 4712)
        {
            Seen.Enqueue(4712);
        }
    }

    [HttpPost("orders/{orderId}/refund-form"), RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
    public IActionResult RefundForm(int orderId, [FromForm] RefundModel model) => Content($"{orderId} {model.OrderId}");
}

/// <summary>An id that is read by this application alone.</summary>
public readonly record struct OrderNumber(int Value) : IParsable<OrderNumber>
{
    public static OrderNumber Parse(string s, IFormatProvider? provider) => new(int.Parse(s, CultureInfo.InvariantCulture));

    public static bool TryParse(string? s, IFormatProvider? provider, out OrderNumber result)
    {
        var isNumber = int.TryParse(s, CultureInfo.InvariantCulture, out var number);
        result = new(number);
        return isNumber;
    }
}

public sealed record TypedModel
{
    public OrderNumber OrderId { get; init; }
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
