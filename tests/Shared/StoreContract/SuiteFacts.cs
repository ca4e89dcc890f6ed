namespace JitAccess.StoreContract;

/// <summary>No suite is forgotten: each has a class that runs it against this store.</summary>
public abstract class SuiteFacts<TSetup>
    where TSetup : StoreSetup, new()
{
    [Fact]
    public void EverySuite_OfTheContract_IsRun()
    {
        var suites = typeof(SuiteFacts<>).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(StoreFacts<>));
        var run = typeof(TSetup).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.BaseType is { IsGenericType: true } parent && parent.GenericTypeArguments.Contains(typeof(TSetup)))
            .Select(type => type.BaseType!.GetGenericTypeDefinition());

        Assert.Empty(suites.Except(run));
        Assert.True(suites.Count() > 10);
    }
}
