namespace JitAccess;

/// <summary>
/// Aborts the response when the grant that it was served under ends, like a stream of events: for long downloads, exports and whatever else goes on after
/// its grant was checked. Without it such a response is told (<see cref="JitGrantLease.Ended"/>) and ends by itself.
/// </summary>
/// <remarks>
/// Works on actions, controllers and endpoints that demand a grant. Server-sent events, web sockets, SignalR and gRPC streams need no mark. What was sent
/// is sent; nothing more follows, and the client sees a broken response. Immutable and safe for concurrent use.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class EndWithGrantAttribute : Attribute;
