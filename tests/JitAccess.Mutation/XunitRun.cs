using System.Reflection;
using Microsoft.Testing.Platform.Extensions.Messages;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace JitAccess.Mutation;

/// <summary>Finds the tests of this assembly and runs some of them, one after the other, until one fails.</summary>
internal sealed class XunitRun(CancellationToken cancellationToken) : LongLivedMarshalByRefObject, IMessageSink
{
    private static readonly Assembly Tests = typeof(XunitRun).Assembly;
    private readonly Dictionary<IXunitTestCase, Result> _results = [];
    private bool _failed;

    public static async Task<IReadOnlyDictionary<string, IXunitTestCase>> DiscoverAsync()
    {
        var found = new Found();
        using var framework = new XunitTestFramework(new NullMessageSink());
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(Tests));
        discoverer.Find(includeSourceInformation: false, found, Options());
        await found.Complete;
        return found.Cases;
    }

    public static async Task<IReadOnlyDictionary<IXunitTestCase, Result>> RunAsync(IReadOnlyList<IXunitTestCase> cases, CancellationToken cancellationToken)
    {
        var run = new XunitRun(cancellationToken);
        foreach (var test in cases)
        {
            if (run._failed)
            {
                break;
            }

            using var runner = new XunitTestAssemblyRunner(
                new TestAssembly(Reflector.Wrap(Tests)), [test], new NullMessageSink(), run, Options());
            await runner.RunAsync();
        }

        return run._results;
    }

    bool IMessageSink.OnMessage(IMessageSinkMessage message)
    {
        if (message is ITestResultMessage result)
        {
            var test = (IXunitTestCase)result.TestCase;
            var before = _results.GetValueOrDefault(test);
            var state = result switch
            {
                ITestFailed failed => new FailedTestNodeStateProperty(string.Join(Environment.NewLine, failed.Messages)),
                ITestSkipped => SkippedTestNodeStateProperty.CachedInstance,
                _ => before?.State ?? PassedTestNodeStateProperty.CachedInstance,
            };
            _results[test] = new Result(state, (before?.Duration ?? default) + TimeSpan.FromSeconds((double)result.ExecutionTime));
            _failed |= result is ITestFailed;
        }

        return !_failed && !cancellationToken.IsCancellationRequested;
    }

    private static XunitOptions Options()
    {
        var options = new XunitOptions();
        options.SetValue<bool?>("xunit.discovery.PreEnumerateTheories", true);
        options.SetValue<bool?>("xunit.execution.SynchronousMessageReporting", true);
        options.SetValue<bool?>("xunit.execution.DisableParallelization", true);
        return options;
    }

    /// <summary>How a test went.</summary>
    internal sealed record Result(TestNodeStateProperty State, TimeSpan Duration);

    private sealed class XunitOptions : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = [];

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out var value) && value is TValue typed ? typed : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }

    private sealed class Found : LongLivedMarshalByRefObject, IMessageSink
    {
        private readonly TaskCompletionSource _complete = new();

        public Dictionary<string, IXunitTestCase> Cases { get; } = [];

        public Task Complete => _complete.Task;

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestCaseDiscoveryMessage found)
            {
                Cases[found.TestCase.UniqueID] = (IXunitTestCase)found.TestCase;
            }
            else if (message is IDiscoveryCompleteMessage)
            {
                _complete.SetResult();
            }

            return true;
        }
    }
}
