using System.Reflection;

namespace JitAccess;

/// <summary>What can be said about hub methods before anybody calls them.</summary>
internal static class HubRules
{
    /// <summary>The methods that clients can call.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type hub) =>
        hub.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => !method.IsSpecialName && method.DeclaringType != typeof(object));

    /// <summary>How people call a method.</summary>
    public static string NameOf(MemberInfo member) =>
        member.DeclaringType is { } type ? $"{type.FullName}.{member.Name}" : $"{(member as Type)?.FullName}";

    /// <summary>Refuses a placeholder that no argument can fill.</summary>
    public static string? RefusePlaceholder(MethodInfo method, string name)
    {
        var type = method.GetParameters().FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal))?.ParameterType;
        return type is null
            ? $"the method has no parameter {name}. Name a parameter of the method."
            : CanonicalForm.OfBound(type).RefuseAsName($"{name}, {type.Name},");
    }
}
