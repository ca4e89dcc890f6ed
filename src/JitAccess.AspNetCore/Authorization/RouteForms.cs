using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;

namespace JitAccess;

/// <summary>The declared types of an endpoint's route values: by route constraint, else by the parameter that they bind to.</summary>
/// <remarks>Immutable; worked out once per endpoint.</remarks>
internal sealed class RouteForms
{
    private static readonly ConditionalWeakTable<Endpoint, RouteForms> Known = [];
    private static readonly RouteForms Empty = new(FrozenDictionary<string, CanonicalForm>.Empty);

    private readonly FrozenDictionary<string, CanonicalForm> _forms;

    private RouteForms(FrozenDictionary<string, CanonicalForm> forms) => _forms = forms;

    /// <summary>Reads the declared types of an endpoint.</summary>
    public static RouteForms Of(Endpoint? endpoint) => endpoint is null ? Empty : Known.GetValue(endpoint, Read);

    /// <summary>The form of a route value.</summary>
    public CanonicalForm this[string name] => _forms.GetValueOrDefault(name, CanonicalForm.Text);

    /// <summary>Refuses a value that is not spelt canonically for its declared type.</summary>
    public Finding? Refuse(string name, string text)
    {
        var form = this[name];
        return form.Accepts(text)
            ? null
            : ResourceText.Say("route value", text, $"{{{name}}} is not spelt canonically", form.Limit, "Spell the value exactly so.") with { Member = name };
    }

    private static RouteForms Read(Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint { RoutePattern: { } pattern })
        {
            return Empty;
        }

        var types = HandlerTypes(endpoint);
        var forms = new Dictionary<string, CanonicalForm>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in pattern.Parameters)
        {
            var policies = pattern.ParameterPolicies.GetValueOrDefault(parameter.Name) ?? [];
            var declared = policies.Select(FormOf).FirstOrDefault(form => form != CanonicalForm.Text);
            forms[parameter.Name] = declared
                ?? (types.TryGetValue(parameter.Name, out var type) ? CanonicalForm.OfBound(type) : CanonicalForm.Text);
        }

        return new RouteForms(forms.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
    }

    private static CanonicalForm FormOf(RoutePatternParameterPolicyReference policy) => policy switch
    {
        { ParameterPolicy: OptionalRouteConstraint optional } => FormOf(optional.InnerConstraint),
        { ParameterPolicy: { } constraint } => FormOf(constraint),
        { Content: { } content } => FormOf(content.Split('(')[0]),
        _ => CanonicalForm.Text,
    };

    private static CanonicalForm FormOf(IParameterPolicy constraint) => constraint switch
    {
        IntRouteConstraint or LongRouteConstraint or MinRouteConstraint or MaxRouteConstraint or RangeRouteConstraint => CanonicalForm.Integer,
        GuidRouteConstraint => CanonicalForm.Id,
        BoolRouteConstraint => CanonicalForm.Flag,
        DecimalRouteConstraint or DoubleRouteConstraint or FloatRouteConstraint or DateTimeRouteConstraint => CanonicalForm.None,
        _ => CanonicalForm.Text,
    };

    private static CanonicalForm FormOf(string constraint) => constraint switch
    {
        "int" or "long" or "min" or "max" or "range" => CanonicalForm.Integer,
        "guid" => CanonicalForm.Id,
        "bool" => CanonicalForm.Flag,
        "decimal" or "double" or "float" or "datetime" => CanonicalForm.None,
        _ => CanonicalForm.Text,
    };

    private static Dictionary<string, Type> HandlerTypes(Endpoint endpoint)
    {
        var types = new Dictionary<string, Type>(StringComparer.OrdinalIgnoreCase);
        var action = endpoint.Metadata.GetMetadata<ActionDescriptor>();
        var handlers = (action as CompiledPageActionDescriptor)?.HandlerMethods ?? [];
        foreach (var parameter in (action?.Parameters ?? []).Concat(action?.BoundProperties ?? []).Concat(handlers.SelectMany(handler => handler.Parameters)))
        {
            types.TryAdd(parameter.BindingInfo?.BinderModelName ?? parameter.Name, parameter.ParameterType);
        }

        foreach (var parameter in endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
        {
            if (parameter.IsDefined(typeof(AsParametersAttribute)))
            {
                foreach (var property in parameter.ParameterType.GetProperties())
                {
                    types.TryAdd(NameOf(property, property.Name), property.PropertyType);
                }
            }
            else
            {
                types.TryAdd(NameOf(parameter, parameter.Name ?? ""), parameter.ParameterType);
            }
        }

        return types;
    }

    private static string NameOf(ICustomAttributeProvider member, string name) =>
        member.GetCustomAttributes(inherit: true).OfType<IFromRouteMetadata>().FirstOrDefault()?.Name ?? name;
}
