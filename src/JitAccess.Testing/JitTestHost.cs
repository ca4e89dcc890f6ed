using JitAccess.Followers;
using JitAccess.Nodes;
using JitAccess.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace JitAccess.Testing;

/// <summary>JitAccess as an application runs it, with people and a clock that belong to the test.</summary>
/// <remarks>
/// Everything is the real thing: decisions, journal, node, background services; only the clock and the directory are the test's, and the store is
/// in memory unless another is chosen. Thread-safe, but only one thread may advance time.
/// </remarks>
public sealed class JitTestHost : IAsyncDisposable
{
    private readonly IHost? _owned;
    private readonly JitNode _node;
    private readonly NodeFollower _follower;
    private readonly JournalFollowers _journalFollowers;
    private readonly EligibilityRounds _eligibility;
    private readonly IJitAccess _access;

    private JitTestHost(IServiceProvider services, IHost? owned)
    {
        Services = services;
        _owned = owned;
        _node = services.GetRequiredService<JitNode>();
        _follower = services.GetRequiredService<NodeFollower>();
        _journalFollowers = services.GetRequiredService<JournalFollowers>();
        _eligibility = services.GetRequiredService<EligibilityRounds>();
        _access = services.GetRequiredService<IJitAccess>();
        Time = services.GetRequiredService<FakeTime>();
        People = services.GetRequiredService<TestPeople>();
    }

    /// <summary>Gets the services, for everything that has no short form here.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Gets the clock. Moving it here does not settle followers: <see cref="AdvanceAsync"/> does.</summary>
    public FakeTime Time { get; }

    /// <summary>Gets the people, who can be changed at any time.</summary>
    public TestPeople People { get; }

    /// <summary>Starts JitAccess on a store in memory with one policy set.</summary>
    /// <param name="policies">The policy set.</param>
    /// <param name="people">Adds the people.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The host, ready; dispose it.</returns>
    public static Task<JitTestHost> StartAsync(JitPolicySet policies, Action<TestPeople> people, CancellationToken cancellationToken = default) =>
        StartAsync(jit => jit.AddPolicies(policies), people, time: null, cancellationToken);

    /// <summary>Starts JitAccess as the application configures it.</summary>
    /// <param name="configure">Chooses policies, store, settings; called after store, directory and clock of the test have been chosen.</param>
    /// <param name="people">Adds the people.</param>
    /// <param name="time">The clock, such as the one of a host before, to play a restart; a new one when left out.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The host, ready; dispose it.</returns>
    public static async Task<JitTestHost> StartAsync(
        Action<JitAccessBuilder> configure, Action<TestPeople> people, FakeTime? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(people);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "jit-tests", EnvironmentName = "Testing" });
        builder.Services.AddJitTesting(people, time).AddJitAccessCore(configure);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            return new JitTestHost(host.Services, host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Joins an application that runs already, such as one in a test server; its services were prepared by <c>AddJitTesting</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns>A host over them; disposing it leaves the application running.</returns>
    public static JitTestHost Over(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new JitTestHost(services, owned: null);
    }

    /// <summary>Acts as someone.</summary>
    /// <param name="name">The name of someone who was added.</param>
    /// <returns>The caller.</returns>
    public TestCaller As(string name) => As(new Caller(People.SubjectOf(name)));

    /// <summary>Acts as any caller: with facts of a session, for somebody else, of another tenant.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>The caller's commands.</returns>
    public TestCaller As(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new TestCaller(caller, Services.GetRequiredService<IJitRequests>(), Services.GetRequiredService<IJitGrants>(), _access);
    }

    /// <summary>Expects what someone is allowed and denied.</summary>
    /// <param name="name">The name of someone who was added.</param>
    /// <returns>The assertions.</returns>
    public SubjectAssertions Should(string name) => Should(People.SubjectOf(name));

    /// <summary>Expects what a subject is allowed and denied.</summary>
    /// <param name="subject">The subject.</param>
    /// <returns>The assertions.</returns>
    public SubjectAssertions Should(Subject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new SubjectAssertions(_access, subject, new AccessReport(Time, People));
    }

    /// <summary>
    /// Moves time forward as <see cref="FakeTime.Advance"/> does, with this node polling on the way, and settles: when it returns, everything that
    /// time has ended is ended, announced and written down, and those who hold something have been judged anew where that was due. A store that is away is no error; the node denies when its proof of freshness ends.
    /// </summary>
    /// <param name="duration">How far, zero or more.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when all is settled.</returns>
    public async Task AdvanceAsync(Duration duration, CancellationToken cancellationToken = default)
    {
        using (var advance = Time.BeginAdvance(duration))
        {
            // Before anything fires the node knows what a node knows that polls as it should: none is late because the test is fast.
            while (advance.MoveToNextTimer())
            {
                await TrySettleAsync(_follower.SynchroniseAsync, cancellationToken).ConfigureAwait(false);
                advance.Fire();
            }
        }

        await TrySettleAsync(_node.SettleAsync, cancellationToken).ConfigureAwait(false);
        await _eligibility.RunIfDueAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads what others have committed, announces what has ended by the clock, writes it down, and delivers what is new to the application's followers.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when all is settled.</returns>
    /// <exception cref="StoreUnavailableException">The store is away, or what it holds does not verify.</exception>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        await _node.SettleAsync(cancellationToken).ConfigureAwait(false);
        await _journalFollowers.SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the application, if this host started it.</summary>
    /// <returns>A task that ends when it has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_owned is not null)
        {
            await _owned.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await ((IAsyncDisposable)_owned).DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task TrySettleAsync(Func<CancellationToken, Task> settle, CancellationToken cancellationToken)
    {
        try
        {
            await settle(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            return; // the node has logged it, and denies in its time
        }
    }
}
