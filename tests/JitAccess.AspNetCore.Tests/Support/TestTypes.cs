using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests;

/// <summary>Lets MVC see a few types of this assembly instead of all of them.</summary>
internal sealed class TestTypes(params Type[] types) : ApplicationPart, IApplicationPartTypeProvider
{
    public override string Name => "tests";

    public IEnumerable<TypeInfo> Types => types.Select(type => type.GetTypeInfo());
}

internal static class TestTypesExtensions
{
    public static IMvcBuilder OnlyTypes(this IMvcBuilder mvc, params Type[] types) => mvc.ConfigureApplicationPartManager(manager =>
    {
        manager.ApplicationParts.Clear();
        manager.ApplicationParts.Add(new TestTypes(types));
    });
}
