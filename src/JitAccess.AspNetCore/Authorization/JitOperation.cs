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
    private JitGrantLease? _newest;
    private HttpContext? _answered;
    private RequestCaller? _caller;
    private RareState? _rare;

    /// <summary>Every lease that the operation holds.</summary>
    public IEnumerable<JitGrantLease> Leases
    {
        get
        {
            for (var lease = Volatile.Read(ref _newest); lease is not null; lease = lease.Earlier)
            {
                yield return lease;
            }

            foreach (var (_, lease) in Volatile.Read(ref _rare)?.Foreign ?? [])
            {
                yield return lease;
            }
        }
    }

    /// <summary>The lease that ends first; <see langword="null"/> when the operation was not admitted under any.</summary>
    public JitGrantLease? Lease => _rare is null && Volatile.Read(ref _newest) is { Earlier: null } only ? only : Leases.MinBy(lease => lease.Ends);

    /// <summary>Why the operation was refused, for whoever injects a lease all the same.</summary>
    public GrantRefusal? Refusal
    {
        get => _rare?.Refusal;
        set => Rare.Refusal = value;
    }

    private RareState Rare => LazyInitializer.EnsureInitialized(ref _rare);

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
        var turn = Rare.Turn;
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

        return lease ?? Volatile.Read(ref _rare)?.Find(asked);
    }

    /// <summary>Remembers an admission.</summary>
    public void Add(GrantQuestion asked, JitGrantLease lease)
    {
        if (_scope is null || (lease.IsFollowing && !TryKeep(lease)))
        {
            lease.Dispose();
            return;
        }

        // Whatever stands in the place of IJitAccess may ask for something else, or give a lease twice.
        if (lease.Owner is not null || !lease.Admits(asked.Holder, asked.Permission, asked.Path))
        {
            lease.Owner ??= this;
            Rare.Add(asked, lease);
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
        else if (Interlocked.CompareExchange(ref _answered, context, null) is not { } answered)
        {
            context.Response.OnStarting(static state => ((JitOperation)state).StartAsync(((JitOperation)state)._answered!), this);
        }
        else if (!ReferenceEquals(answered, context))
        {
            context.Response.OnStarting(StartOtherAsync, (this, context)); // two requests in one scope
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

    private static Task StartOtherAsync(object state)
    {
        var (operation, context) = ((JitOperation, HttpContext))state;
        return operation.StartAsync(context);
    }

    private Task StartAsync(HttpContext context)
    {
        if (Lease is { } lease)
        {
            GrantedResponse.Tell(context.Response, lease);
            CutOffWhenEnded(context);
        }

        return Task.CompletedTask;
    }

    private void CutOffWhenEnded(HttpContext context)
    {
        if (GrantedResponse.KindOf(context) is { } kind)
        {
            Rare.ResponseOf(context, kind).EndWith(Leases);
        }
    }

    private static JitOperation? InScope(IServiceProvider services) =>
        services.GetRequiredService<RootServices>().IsRoot(services) ? null : services.GetRequiredService<JitOperation>();

    /// <summary>What few operations need: those that take a use, that are refused, that go on until they are cut off.</summary>
    private sealed class RareState
    {
        private readonly Lock _lock = new();
        private readonly List<GrantedResponse> _responses = [];

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public GrantRefusal? Refusal { get; set; }

        /// <summary>Admissions whose leases do not say themselves what they were asked for; replaced, never changed.</summary>
        public (GrantQuestion Asked, JitGrantLease Lease)[] Foreign { get; private set; } = [];

        public void Add(GrantQuestion asked, JitGrantLease lease)
        {
            lock (_lock)
            {
                Foreign = [.. Foreign, (asked, lease)];
            }
        }

        public JitGrantLease? Find(GrantQuestion asked) => Array.FindLast(Foreign, admission => admission.Asked.IsSameAs(asked)).Lease;

        public GrantedResponse ResponseOf(HttpContext context, string kind)
        {
            lock (_lock)
            {
                if (_responses.Find(response => ReferenceEquals(response.Context, context)) is not { } known)
                {
                    _responses.Add(known = new GrantedResponse(context, kind));
                }

                return known;
            }
        }
    }

    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
