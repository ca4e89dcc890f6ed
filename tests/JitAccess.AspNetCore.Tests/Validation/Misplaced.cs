using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.SignalR;

namespace JitAccess.AspNetCore.Tests.Validation;

/// <summary>The attribute in places where nobody enforces it, and one where somebody does.</summary>
public static class Misplaced
{
    public sealed class OrderService
    {
        [RequireJitGrant("orders:refund")]
        public void Refund()
        {
        }
    }

    [RequireJitGrant("orders:refund")]
    public sealed class ProtectedService;

    public sealed class PageHandlers : PageModel
    {
        [RequireJitGrant("orders:refund")]
        public void OnPost()
        {
        }
    }

    /// <summary>By its name a controller; MVC takes no nested types.</summary>
    public sealed class NestedController : ControllerBase
    {
        [HttpPost("nested"), RequireJitGrant("orders:refund")]
        public void Refund()
        {
        }
    }

    public sealed class HiddenHub : Hub
    {
        [RequireJitGrant("orders:refund")]
        internal void Refund()
        {
        }
    }

    public static class Handlers
    {
        [RequireJitGrant("orders:refund", Resource = "orders/{orderId}")]
        public static int Refund(int orderId) => orderId;
    }
}
