using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace JitAccess.Api.Tests;

/// <summary>Writes a member as a line of C#-like text.</summary>
internal static class MemberText
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static bool IsExposed(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    public static bool IsExposed(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    public static bool IsCallable(MethodInfo method) => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal);

    public static string EnumMember(FieldInfo field) =>
        string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");

    public static string Field(FieldInfo field)
    {
        var kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{kind}{TypeText.Name(Nullability.Create(field))} {field.Name}{(field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "")}";
    }

    public static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsExposed).ToList();
        var index = property.GetIndexParameters();
        var name = index.Length > 0 ? $"this[{Parameters(index)}]" : property.Name;
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var get = accessors.Exists(accessor => accessor.ReturnType != typeof(void)) ? "get; " : "";
        var setter = accessors.Find(accessor => accessor.ReturnType == typeof(void));
        var set = setter is null ? "" : IsInit(setter) ? "init; " : "set; ";
        return $"{Modifiers(accessors[0])}{required}{TypeText.Name(Nullability.Create(property))} {name} {{ {get}{set}}}";
    }

    public static string Event(EventInfo @event) => $"{Modifiers(@event.AddMethod!)}event {TypeText.Name(Nullability.Create(@event))} {@event.Name}";

    public static string Constructor(ConstructorInfo constructor) =>
        $"{Access(constructor)}.ctor({Parameters(constructor.GetParameters())})";

    public static string Method(MethodInfo method)
    {
        var generics = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        var constraints = method.IsGenericMethodDefinition ? TypeText.Constraints(method.GetGenericArguments()) : "";
        return $"{Modifiers(method)}{TypeText.Name(Nullability.Create(method.ReturnParameter))} {method.Name}{generics}({extension}{Parameters(method.GetParameters())}){constraints}";
    }

    public static string Parameters(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var kind = parameter.IsOut ? "out "
            : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in " : "ref ")
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var value = parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue) : "";
        return $"{kind}{TypeText.Name(Nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodBase method)
    {
        var isInterface = method.DeclaringType!.IsInterface;
        var kind = method.IsStatic ? (isInterface && method.IsAbstract ? "static abstract " : "static ")
            : isInterface ? (method.IsAbstract ? "" : "default ")
            : method.IsAbstract ? "abstract "
            : !method.IsVirtual || method.IsFinal ? ""
            : method is MethodInfo info && info.GetBaseDefinition() != info ? "override " : "virtual ";
        return Access(method) + kind;
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "default",
    };
}
