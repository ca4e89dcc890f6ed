using System.Reflection;
using System.Runtime.ExceptionServices;

namespace JitAccess.Stores;

/// <summary>The method behind a case: run once, or once for each of its rows, each time on a store of its own.</summary>
internal sealed class CaseMethod
{
    private readonly Func<StoreFacts> _newFacts;
    private readonly MethodInfo _method;
    private readonly IReadOnlyList<object[]> _rows;

    private CaseMethod(Func<StoreFacts> newFacts, MethodInfo method, StoreCapabilities needs)
    {
        _newFacts = newFacts;
        _method = method;
        Needs = needs;
        _rows = [.. method.GetCustomAttributes<RowsAttribute>().SelectMany(attribute => attribute.Rows).DefaultIfEmpty([])];
    }

    public string Name => _method.Name;

    public StoreCapabilities Needs { get; }

    public static IEnumerable<CaseMethod> Of(Func<StoreFacts> newFacts) =>
        from method in newFacts().GetType().GetMethods()
        let @case = method.GetCustomAttribute<CaseAttribute>()
        where @case is not null
        orderby method.MetadataToken // as they stand in the source
        select new CaseMethod(newFacts, method, @case.Needs);

    public async Task RunAsync(ConformanceCase @case, CaseContext context)
    {
        foreach (var row in _rows)
        {
            try
            {
                await RunAsync(row, context);
            }
            catch (Exception exception) when (!context.Cancellation.IsCancellationRequested)
            {
                throw Failure($"{@case}{(row.Length > 0 ? $" with {Assert.Show(row)}" : "")}", exception);
            }
        }
    }

    private async Task RunAsync(object[] row, CaseContext context)
    {
        await using var facts = _newFacts();
        await facts.StartAsync(context);
        try
        {
            await (Task)_method.Invoke(facts, row)!;
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
        }
    }

    private static ConformanceException Failure(string what, Exception exception) => exception is ConformanceException
        ? new ConformanceException($"{what}: {exception.Message}", exception)
        : new ConformanceException($"{what}: nothing should be thrown, and this was: {exception.GetType().Name}: {exception.Message}", exception);
}
