using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>
/// What one operation was admitted for. An operation is an HTTP request, a hub invocation or a hub connection that opens, and is kept in its service
/// scope. However often it is authorized, it takes one use. Any other scope may live for days (a worker's, a Blazor circuit's), so it is no
/// operation: each admission in it takes a use.
/// </summary>
/// <remarks>Thread-safe where admissions are concerned: they take turns.</remarks>
internal sealed class JitOperation : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Admission[] _admissions = []; // replaced, never changed: a response may start while another check is admitted
    private volatile bool _remembers;
    private RequestCaller? _caller;

    /// <summary>Every lease that the operation holds, in the order of admission.</summary>
    public IEnumerable<JitGrantLease> Leases => _admissions.Select(admission => admission.Lease);

    /// <summary>The lease that ends first; <see langword="null"/> when the operation was not admitted under any.</summary>
    public JitGrantLease? Lease => _admissions.Length == 0 ? null : Leases.MinBy(lease => lease.Ends);

    /// <summary>Why the operation was refused, for whoever injects a lease all the same.</summary>
    public GrantRefusal? Refusal { get; set; }

    /// <summary>Begins the operation of a scope, or goes on with it.</summary>
    public static JitOperation Begin(IServiceProvider services)
    {
        var operation = services.GetRequiredService<JitOperation>();
        operation._remembers = true;
        return operation;
    }

    /// <summary>Gets the operation of a scope. The root, and a scope in which none has begun, get one that remembers nothing.</summary>
    public static JitOperation Of(IServiceProvider services) =>
        !IsRoot(services) && services.GetRequiredService<JitOperation>() is { _remembers: true } operation ? operation : new JitOperation();

    /// <summary>Whether two providers are those of one scope, whichever container made them.</summary>
    public static bool IsOneScope(IServiceProvider one, IServiceProvider other) =>
        ReferenceEquals(one, other)
        || (!IsRoot(one) && !IsRoot(other) && ReferenceEquals(one.GetRequiredService<JitOperation>(), other.GetRequiredService<JitOperation>()));

    /// <summary>Who a principal is, read once per operation and principal.</summary>
    public RequestCaller CallerOf(ClaimsPrincipal principal, IServiceProvider services)
    {
        if (_caller is not { } known || !ReferenceEquals(known.Principal, principal))
        {
            _caller = known = RequestCaller.Of(principal, services);
        }

        return known;
    }

    /// <summary>Waits until no other admission of this operation is under way; disposing the result lets the next one in.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    /// <summary>Finds what the operation was admitted for before.</summary>
    public JitGrantLease? Find(GrantQuestion asked)
    {
        // The newest first: an older one may have ended.
        var admissions = _admissions;
        for (var index = admissions.Length - 1; index >= 0; index--)
        {
            if (admissions[index].Answers(asked))
            {
                return admissions[index].Lease;
            }
        }

        return null;
    }

    /// <summary>Remembers an admission.</summary>
    public void Add(GrantQuestion asked, JitGrantLease lease)
    {
        if (!_remembers)
        {
            lease.Dispose();
            return;
        }

        _admissions = [.. _admissions, new Admission(asked.Subject, asked.Permission, asked.Path, lease)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lease in Leases)
        {
            lease.Dispose();
        }

        _turn.Dispose();
    }

    private static bool IsRoot(IServiceProvider services) => services.GetRequiredService<RootServices>().IsRoot(services);

    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }

    private sealed record Admission(Subject Subject, string Permission, string Path, JitGrantLease Lease)
    {
        public bool Answers(GrantQuestion asked) =>
            Subject.Equals(asked.Subject)
            && string.Equals(Permission, asked.Permission, StringComparison.Ordinal)
            && string.Equals(Path, asked.Path, StringComparison.Ordinal);
    }
}

/// <summary>Knows the root of all scopes.</summary>
internal sealed class RootServices(IServiceProvider root)
{
    public bool IsRoot(IServiceProvider services) => ReferenceEquals(root, services);
}
