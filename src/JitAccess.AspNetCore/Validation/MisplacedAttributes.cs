using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitAccess;

/// <summary>Finds the attribute where nobody enforces it: whoever reads the code believes that it is protected.</summary>
internal static class MisplacedAttributes
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Looks through the application's types.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="endpoints">Its endpoints.</param>
    public static IEnumerable<string> Find(IServiceProvider services, IReadOnlyList<Endpoint> endpoints)
    {
        var enforced = endpoints
            .SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<RequireJitGrantAttribute>())
            .Select(attribute => (attribute.Permission, attribute.Resource))
            .ToHashSet();
        var controllers = ControllersOf(services);
        var pages = ComponentRules.PagesOf(endpoints).ToHashSet();
        foreach (var type in TypesOf(services).Where(type => !IsGenerated(type)))
        {
            if (IsProtected(type) && IsOther(type, controllers) && !(ComponentRules.IsComponent(type) ? pages.Contains(type) : IsEnforced(type, enforced)))
            {
                yield return $"{HubRules.NameOf(type)} has [RequireJitGrant], and nothing enforces it there. {Advice}";
            }

            foreach (var method in type.GetMethods(Declared).Where(method => IsProtected(method) && !IsGenerated(method)))
            {
                if (Refuse(type, method, controllers) is { } refusal && !(IsOther(type, controllers) && !ComponentRules.IsComponent(type) && IsEnforced(method, enforced)))
                {
                    yield return $"{HubRules.NameOf(method)} has [RequireJitGrant], and {refusal}";
                }
            }
        }
    }

    private const string Advice = "Put it on a controller, an action, a page model, a hub, a public hub method, the handler of a minimal API, or a page that MapRazorComponents maps.";

    private static string? Refuse(Type type, MethodInfo method, HashSet<Type> controllers)
    {
        var isOpen = method is { IsPublic: true, IsStatic: false };
        return type switch
        {
            _ when type.IsSubclassOf(typeof(PageModel)) =>
                "page handlers are not protected one by one. Put it on the page model, or check in the handler.",
            _ when type.IsSubclassOf(typeof(Hub)) => isOpen ? null : "no client can call the method. Make it public, or remove the attribute.",
            _ when controllers.Contains(type) => isOpen && !method.IsDefined(typeof(NonActionAttribute)) ? null : "the method is no action. Make it one, or remove the attribute.",
            _ => $"nothing enforces it there. {Advice}",
        };
    }

    private static bool IsOther(Type type, HashSet<Type> controllers) =>
        !type.IsSubclassOf(typeof(PageModel)) && !type.IsSubclassOf(typeof(Hub)) && !controllers.Contains(type);

    // What MVC takes for a controller, whatever its name, and what such a controller inherits from.
    private static HashSet<Type> ControllersOf(IServiceProvider services)
    {
        var feature = new ControllerFeature();
        services.GetService<ApplicationPartManager>()?.PopulateFeature(feature);
        var types = new HashSet<Type>();
        foreach (var controller in feature.Controllers)
        {
            for (Type? type = controller; type is not null && types.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);)
            {
                type = type.BaseType;
            }
        }

        return types;
    }

    private static bool IsProtected(MemberInfo member) => member.IsDefined(typeof(RequireJitGrantAttribute), inherit: false);

    // A handler of a minimal API, a gRPC method: what an endpoint has taken over is enforced there.
    private static bool IsEnforced(MemberInfo member, HashSet<(string Permission, string? Resource)> enforced) =>
        member.GetCustomAttributes<RequireJitGrantAttribute>(inherit: false).All(attribute => enforced.Contains((attribute.Permission, attribute.Resource)));

    private static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal) || member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static IEnumerable<Type> TypesOf(IServiceProvider services)
    {
        if (services.GetService<ApplicationPartManager>() is { } manager)
        {
            return manager.ApplicationParts.OfType<IApplicationPartTypeProvider>().SelectMany(part => part.Types);
        }

        try
        {
            return Assembly.Load(services.GetRequiredService<IHostEnvironment>().ApplicationName).GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.Types.OfType<Type>(); // the others need an assembly that is not there: nobody can serve them either
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            return []; // an application that goes by another name than its assembly is not looked through
        }
    }
}
