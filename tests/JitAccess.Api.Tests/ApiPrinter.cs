using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace JitAccess.Api.Tests;

/// <summary>Prints what an assembly exposes, one line a member, in an order that depends on names alone.</summary>
internal static class ApiPrinter
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        var types = assembly.GetTypes().Where(IsExposed).OrderBy(type => type.FullName, StringComparer.Ordinal);
        foreach (var type in types)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(TypeText.Declaration(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static bool IsExposed(Type type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsExposed(type.DeclaringType!));

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(MemberText.EnumMember);
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        return type.GetMembers(Declared)
            .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(Line)
            .OfType<string>();
    }

    private static string? Line(MemberInfo member) => member switch
    {
        FieldInfo field when MemberText.IsExposed(field) => MemberText.Field(field),
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(MemberText.IsExposed) => MemberText.Property(property),
        EventInfo @event when MemberText.IsExposed(@event.AddMethod!) => MemberText.Event(@event),
        ConstructorInfo constructor when MemberText.IsExposed(constructor) && !constructor.IsStatic => MemberText.Constructor(constructor),
        MethodInfo method when MemberText.IsExposed(method) && MemberText.IsCallable(method) => MemberText.Method(method),
        _ => null, // nested types are printed on their own
    };
}
