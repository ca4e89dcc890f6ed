using System.Diagnostics;
using System.Reflection;
using Microsoft.Testing.Platform.Extensions.Messages;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace JitAccess.Mutation;

/// <summary>Finds the tests of this assembly and runs some of them, one after the other, until one fails or does not end.</summary>
internal sealed class XunitRun(CancellationToken cancellationToken) : LongLivedMarshalByRefObject, IMessageSink
{
    // Far more than any of them takes when nothing was mutated, even in a fresh process; and what is counted passes no faster on a busy machine.
    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(6);

    // None of them waits for a clock, so where the processor has had nothing to do for so many looks, nothing will come any more.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Nothing = TimeSpan.FromMilliseconds(2);
    private const int MostIdleLooks = 16;

    private static readonly Assembly Tests = typeof(XunitRun).Assembly;
    private readonly Dictionary<IXunitTestCase, Result> _results = [];
    private bool _failed;

    /// <summary>Gets how the tests went that were run.</summary>
    public IReadOnlyList<KeyValuePair<IXunitTestCase, Result>> Results
    {
        get
        {
            lock (_results)
            {
                return [.. _results];
            }
        }
    }

    /// <summary>Gets a value indicating whether a test still runs, and will for ever.</summary>
    public bool Hangs { get; private set; }

    public static async Task<IReadOnlyDictionary<string, IXunitTestCase>> DiscoverAsync()
    {
        var found = new Found();
        using var framework = new XunitTestFramework(new NullMessageSink());
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(Tests));
        discoverer.Find(includeSourceInformation: false, found, Options());
        await found.Complete;
        return found.Cases;
    }

    public static async Task<XunitRun> RunAsync(IReadOnlyList<IXunitTestCase> cases, CancellationToken cancellationToken)
    {
        var run = new XunitRun(cancellationToken);
        foreach (var test in cases)
        {
            var start = Stopwatch.GetTimestamp();
            if (!await EndsAsync(Task.Run(() => run.RunAsync(test), CancellationToken.None)))
            {
                run.Add(test, new FailedTestNodeStateProperty("does not end"), Stopwatch.GetElapsedTime(start));
                run.Hangs = true;
            }

            if (run._failed || cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        return run;
    }

    bool IMessageSink.OnMessage(IMessageSinkMessage message)
    {
        if (message is ITestResultMessage result)
        {
            TestNodeStateProperty state = result switch
            {
                ITestFailed failed => new FailedTestNodeStateProperty(string.Join(Environment.NewLine, failed.Messages)),
                ITestSkipped => SkippedTestNodeStateProperty.CachedInstance,
                _ => PassedTestNodeStateProperty.CachedInstance,
            };
            Add((IXunitTestCase)result.TestCase, state, TimeSpan.FromSeconds((double)result.ExecutionTime));
        }

        return !_failed && !cancellationToken.IsCancellationRequested;
    }

    private static async Task<bool> EndsAsync(Task test)
    {
        var began = Environment.CpuUsage.TotalTime;
        for (var (idle, before) = (0, began); idle < MostIdleLooks && before - began < MostWork;)
        {
            if (await Task.WhenAny(test, Task.Delay(Look, CancellationToken.None)) == test)
            {
                await test;
                return true;
            }

            var now = Environment.CpuUsage.TotalTime;
            (idle, before) = (now - before < Nothing ? idle + 1 : 0, now);
        }

        return false;
    }

    private async Task RunAsync(IXunitTestCase test)
    {
        var assembly = new TestAssembly(Reflector.Wrap(Tests));
        using var runner = new XunitTestAssemblyRunner(assembly, [test], new NullMessageSink(), this, Options());
        await runner.RunAsync();
    }

    // A theory whose rows cannot be told apart beforehand is one test with many results.
    private void Add(IXunitTestCase test, TestNodeStateProperty state, TimeSpan duration)
    {
        lock (_results)
        {
            var before = _results.GetValueOrDefault(test);
            _failed |= state is FailedTestNodeStateProperty;
            _results[test] = new Result(before?.State is FailedTestNodeStateProperty failed ? failed : state, duration + (before?.Duration ?? default));
        }
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
    internal sealed record Result(TestNodeStateProperty State, TimeSpan Duration)
    {
        public bool IsFailure => State is FailedTestNodeStateProperty;
    }

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
