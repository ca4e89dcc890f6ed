using BenchmarkDotNet.Running;
using JitAccess.Benchmarks.Stores;

if (args is ["stores", ..])
{
    await StoreComparison.RunAsync();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
