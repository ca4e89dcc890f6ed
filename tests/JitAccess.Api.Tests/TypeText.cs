using System.Reflection;
using System.Runtime.CompilerServices;

namespace JitAccess.Api.Tests;

/// <summary>Writes types and type declarations as C# does.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(char)] = "char", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(uint)] = "uint", [typeof(ulong)] = "ulong",
        [typeof(short)] = "short", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    public static string Declaration(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {Name(invoke.ReturnType)} {FullName(type)}({MemberText.Parameters(invoke.GetParameters())})";
        }

        var parents = string.Join(", ", (HasOwnBase(type) ? [Name(type.BaseType!)] : Array.Empty<string>()).Concat(OwnInterfaces(type)));
        var constraints = type.IsGenericTypeDefinition ? Constraints(type.GetGenericArguments()) : "";
        return $"{Kind(type)} {FullName(type)}{(parents.Length > 0 ? " : " + parents : "")}{constraints}";
    }

    public static string Name(NullabilityInfo info)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        var optional = info.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (type.IsArray && info.ElementType is { } element)
        {
            return Name(element) + "[]" + optional;
        }

        return type.IsGenericType && Nullable.GetUnderlyingType(type) is null && info.GenericTypeArguments.Length == type.GetGenericArguments().Length
            ? $"{BareName(type)}<{string.Join(", ", info.GenericTypeArguments.Select(Name))}>{optional}"
            : Name(type) + optional;
    }

    public static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        return Keywords.TryGetValue(type, out var keyword) ? keyword
            : type.IsGenericType ? $"{BareName(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : BareName(type);
    }

    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Select(Constraint));

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        List<string> parts = [.. parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Name).Order(StringComparer.Ordinal)];
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            parts.Insert(0, "struct");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            parts.Add("new()");
        }

        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Insert(0, "class");
        }

        return parts.Count > 0 ? $" where {parameter.Name} : {string.Join(", ", parts)}" : "";
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsEnum)
        {
            return "enum";
        }

        if (type.IsValueType)
        {
            return (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + "struct";
        }

        return (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static class",
            (true, false) => "abstract class",
            (false, true) => "sealed class",
            _ => "class",
        };
    }

    private static IEnumerable<string> OwnInterfaces(Type type) =>
        type.IsEnum ? [] : type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(one => one.IsVisible).Select(Name).Order(StringComparer.Ordinal);

    private static bool HasOwnBase(Type type) => type is { IsClass: true, BaseType: { } parent } && parent != typeof(object);

    private static string FullName(Type type) =>
        type.IsNested ? $"{FullName(type.DeclaringType!)}.{NameOf(type)}" : type.Namespace is { } space ? $"{space}.{NameOf(type)}" : NameOf(type);

    private static string NameOf(Type type) =>
        type.IsGenericTypeDefinition ? $"{BareName(type)}<{string.Join(", ", type.GetGenericArguments().Select(argument => argument.Name))}>" : BareName(type);

    private static string BareName(Type type)
    {
        var arity = type.Name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? type.Name : type.Name[..arity];
    }
}
