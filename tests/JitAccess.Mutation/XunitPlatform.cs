using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;
using Xunit.Sdk;
using ITestFramework = Microsoft.Testing.Platform.Extensions.TestFramework.ITestFramework;

namespace JitAccess.Mutation;

/// <summary>
/// The xunit tests of this assembly for Microsoft.Testing.Platform. Its server keeps the process alive, so a mutant costs only the tests that it is run
/// with: they are discovered once, those that are likely to fail soon run first, and a run ends with its first failure.
/// </summary>
internal sealed class XunitPlatform : ITestFramework, IDataProducer
{
    // Few mutants are noticed by a later one alone; and what nobody notices, in code that nearly all of them run, would cost as much as a hundred others.
    // Such a mutant counts as alive: the figure is never better than it would be without.
    private const int MostTests = 300;

    private static readonly Task<IReadOnlyDictionary<string, IXunitTestCase>> Cases = XunitRun.DiscoverAsync();
    private static bool _spoilt;

    public string Uid => nameof(XunitPlatform);

    public string Version => "1.0.0";

    public string DisplayName => "xunit";

    public string Description => "Runs the xunit tests of this assembly";

    public Type[] DataTypesProduced { get; } = [typeof(TestNodeUpdateMessage)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) =>
        Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) =>
        Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        if (_spoilt)
        {
            Environment.Exit(1); // Stryker asks a fresh process
        }

        var cases = Selected(context.Request, await Cases);
        if (context.Request is DiscoverTestExecutionRequest)
        {
            foreach (var test in cases)
            {
                await PublishAsync(context, test, DiscoveredTestNodeStateProperty.CachedInstance);
            }
        }
        else
        {
            var most = ((TestExecutionRequest)context.Request).Filter is TestNodeUidListFilter ? MostTests : cases.Count; // the first run is of all
            var run = await XunitRun.RunAsync([.. cases.Take(most)], context.CancellationToken);
            _spoilt = run.Hangs;
            var results = run.Results;
            TestRecords.Add(results);
            foreach (var (test, result) in results)
            {
                await PublishAsync(context, test, result.State, new TimingProperty(new TimingInfo(default, default, result.Duration)));
            }

            foreach (var left in results.Any(item => item.Value.IsFailure) ? [] : cases.Skip(most))
            {
                await PublishAsync(context, left, PassedTestNodeStateProperty.CachedInstance);
            }
        }

        context.Complete();
    }

    private static List<IXunitTestCase> Selected(IRequest request, IReadOnlyDictionary<string, IXunitTestCase> cases) =>
         ((TestExecutionRequest)request).Filter is TestNodeUidListFilter filter
        ? [.. filter.TestNodeUids.Select(uid => cases[uid.Value]).OrderBy(test => TestRecords.Of(test).CostOfAFailure)]
        : [.. cases.Values];

    private Task PublishAsync(ExecuteRequestContext context, IXunitTestCase test, params IProperty[] properties)
    {
        var type = test.TestMethod.TestClass.Class.Name;
        var dot = type.LastIndexOf('.');
        var method = new TestMethodIdentifierProperty(
            test.TestMethod.TestClass.Class.Assembly.Name, type[..Math.Max(dot, 0)], type[(dot + 1)..], test.TestMethod.Method.Name, 0, [], string.Empty);
        return context.MessageBus.PublishAsync(this, new TestNodeUpdateMessage(
            context.Request.Session.SessionUid,
            new TestNode { Uid = test.UniqueID, DisplayName = test.DisplayName, Properties = new PropertyBag([method, .. properties]) }));
    }
}
