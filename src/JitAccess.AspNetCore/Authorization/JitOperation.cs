using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>
/// What one operation was admitted for. An operation is an HTTP request, a hub invocation or a hub connection that opens, and is kept in its service
/// scope. However often it is authorized, it takes one use. Any other scope may live for days (a worker's, a Blazor circuit's), so it is no
/// operation: each admission in it takes a use.
/// </summary>
/// <remarks>Thread-safe where admissions are concerned: those that take a use take turns.</remarks>
internal sealed class JitOperation : ILeaseOwner
{
    private IServiceProvider? _scope; // of an operation that remembers
    private SemaphoreSlim? _turn;
    private JitGrantLease? _newest;
    private HttpContext? _answered;
    private GrantedResponse? _response;
    private RequestCaller? _caller;

    /// <summary>Every lease that the operation holds, the newest first.</summary>
    public IEnumerable<JitGrantLease> Leases
    {
        get
        {
            for (var lease = Volatile.Read(ref _newest); lease is not null; lease = lease.Earlier)
            {
                yield return lease;
            }
        }
    }

    /// <summary>The lease that ends first; <see langword="null"/> when the operation was not admitted under any.</summary>
    public JitGrantLease? Lease => Volatile.Read(ref _newest) is { Earlier: not null } ? Leases.MinBy(lease => lease.Ends) : _newest;

    /// <summary>Why the operation was refused, for whoever injects a lease all the same.</summary>
    public GrantRefusal? Refusal { get; set; }

    /// <summary>Begins the operation of a scope, or goes on with it.</summary>
    public static JitOperation Begin(IServiceProvider services)
    {
        var operation = services.GetRequiredService<JitOperation>();
        operation._scope ??= services;
        return operation;
    }

    /// <summary>Gets the operation of a scope. The root, and a scope in which none has begun, get one that remembers nothing.</summary>
    public static JitOperation Of(IServiceProvider services) => InScope(services) is { _scope: not null } operation ? operation : new JitOperation();

    /// <summary>Whether two providers are those of one scope, whichever container made them.</summary>
    public static bool IsOneScope(IServiceProvider one, IServiceProvider other) =>
        ReferenceEquals(one, other) || (InScope(one) is { } operation && ReferenceEquals(operation, InScope(other)));

    /// <summary>Who a principal is, read once per scope and principal.</summary>
    public static RequestCaller CallerOf(ClaimsPrincipal principal, IServiceProvider services)
    {
        var callers = services.GetRequiredService<RequestCallers>();
        return InScope(services)?.Identify(principal, callers) ?? callers.Read(principal);
    }

    /// <summary>Who a principal is, read once per operation and principal.</summary>
    public RequestCaller Identify(ClaimsPrincipal principal, RequestCallers callers)
    {
        // Signing in, claims transformation and merged schemes replace the principal: who it was before says nothing about who it is now.
        if (_caller is not { } known || !ReferenceEquals(known.Principal, principal))
        {
            _caller = known = callers.Read(principal);
        }

        return known;
    }

    /// <summary>Waits until no other admission of this operation is taking a use; disposing the result lets the next one in.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        var turn = _turn ?? LazyInitializer.EnsureInitialized(ref _turn, static () => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    /// <summary>Finds what the operation was admitted for before.</summary>
    public JitGrantLease? Find(GrantQuestion asked)
    {
        // The newest first: an older one may have ended.
        var lease = Volatile.Read(ref _newest);
        while (lease is not null && !lease.Admits(asked.Holder, asked.Permission, asked.Path))
        {
            lease = lease.Earlier;
        }

        return lease;
    }

    /// <summary>Remembers an admission.</summary>
    public void Add(JitGrantLease lease)
    {
        if (_scope is null || (lease.IsFollowing && !TryKeep(lease)))
        {
            lease.Dispose();
            return;
        }

        lease.Owner = this;
        do
        {
            lease.Earlier = Volatile.Read(ref _newest);
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _newest, lease, lease.Earlier), lease.Earlier));
    }

    /// <summary>Lets the response of a request speak of the leases that the operation holds when it starts, and end with them where it goes on.</summary>
    public void Answer(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            CutOffWhenEnded(context);
        }
        else if (Interlocked.CompareExchange(ref _answered, context, null) is null)
        {
            context.Response.OnStarting(static state => ((JitOperation)state).StartAsync(), this);
        }
    }

    /// <inheritdoc/>
    public bool TryKeep(JitGrantLease lease)
    {
        try
        {
            return _scope!.GetRequiredService<OperationLeases>().TryAdd(lease);
        }
        catch (ObjectDisposedException)
        {
            return false; // the operation is over
        }
    }

    private Task StartAsync()
    {
        if (Lease is { } lease)
        {
            GrantedResponse.Tell(_answered!.Response, lease);
            CutOffWhenEnded(_answered);
        }

        return Task.CompletedTask;
    }

    private void CutOffWhenEnded(HttpContext context)
    {
        if (_response is null && GrantedResponse.KindOf(context) is { } kind)
        {
            Interlocked.CompareExchange(ref _response, new GrantedResponse(context, kind), null);
        }

        _response?.EndWith(Leases);
    }

    private static JitOperation? InScope(IServiceProvider services) =>
        services.GetRequiredService<RootServices>().IsRoot(services) ? null : services.GetRequiredService<JitOperation>();

    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

/// <summary>The leases of an operation that follow their grant, until its scope is over.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class OperationLeases : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<JitGrantLease> _leases = [];
    private bool _isOver;

    /// <summary>Takes one, which is disposed with the others.</summary>
    public bool TryAdd(JitGrantLease lease)
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _leases.Add(lease);
            }

            return !_isOver;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        _leases.ForEach(static lease => lease.Dispose());
    }
}

/// <summary>Knows the root of all scopes.</summary>
internal sealed class RootServices(IServiceProvider root)
{
    public bool IsRoot(IServiceProvider services) => ReferenceEquals(root, services);
}
