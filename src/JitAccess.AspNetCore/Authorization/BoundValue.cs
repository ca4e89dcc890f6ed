using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>What MVC has bound under a name: an argument, or a property of a model, which has the same name in the input.</summary>
/// <param name="Name">The name in the input.</param>
/// <param name="Value">What was bound.</param>
/// <param name="TakesRoute">Whether a route value of the name would have been taken.</param>
internal readonly record struct BoundValue(string Name, object? Value, bool TakesRoute)
{
    /// <summary>The value's one spelling, empty for none.</summary>
    public string Text => CanonicalText.Of(Value) ?? "";

    /// <summary>The values under some names that an argument brings: itself, or what its properties hold.</summary>
    /// <remarks>What comes from a body as a whole is a document with names of its own, so its properties are not among them.</remarks>
    public static IEnumerable<BoundValue> Of(ParameterDescriptor parameter, object? value, BoundRouteValues names, IServiceProvider services)
    {
        var source = parameter.BindingInfo?.BindingSource;
        var name = parameter.BindingInfo?.BinderModelName ?? parameter.Name;
        if (value is null)
        {
            return [];
        }

        var model = services.GetRequiredService<IModelMetadataProvider>().GetMetadataForType(value.GetType());
        return !model.IsComplexType ? names.Contains(name) ? [new BoundValue(name, value, TakesRouteValues(source))] : []
            : model.IsEnumerableType || source?.IsGreedy == true ? []
            : PropertiesOf(model, value, names, source);
    }

    /// <summary>Says whether this is not known to be what the route names: what has no one spelling cannot be compared, and is not.</summary>
    public bool Differs(Func<string, bool> isOfRoute) =>
        !(CanonicalText.Of(Value) is { } text && isOfRoute(text)) && (TakesRoute || !IsUnset);

    // Where the route is no source, what nobody sent says nothing.
    private bool IsUnset => Value is null || (Value.GetType() is { IsValueType: true } type && Value.Equals(Activator.CreateInstance(type)));

    private static IEnumerable<BoundValue> PropertiesOf(ModelMetadata model, object value, BoundRouteValues names, BindingSource? source) =>
        from property in model.Properties
        let parameter = model.BoundConstructor?.BoundConstructorParameters?.FirstOrDefault(
            parameter => string.Equals(parameter.ParameterName, property.PropertyName, StringComparison.Ordinal))
        let name = parameter?.BinderModelName ?? property.BinderModelName ?? property.PropertyName
        let own = parameter?.BindingSource ?? property.BindingSource
        where names.Contains(name) && own?.IsGreedy != true && (parameter is not null || (property.IsBindingAllowed && !property.IsReadOnly))
        select new BoundValue(name, property.PropertyGetter?.Invoke(value), TakesRouteValues(source) && TakesRouteValues(own));

    private static bool TakesRouteValues(BindingSource? source) => source?.CanAcceptDataFrom(BindingSource.Path) ?? true;
}
