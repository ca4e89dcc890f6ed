using System.Text.Json;

namespace JitAccess;

/// <summary>A condition of the application's own, by name, with its parameters as the policy gives them.</summary>
internal sealed class CustomCondition(string name, CustomParameters parameters) : Condition
{
    internal override string Kind => "custom";

    /// <summary>Gets the name.</summary>
    public string Name => name;

    /// <summary>Gets the parameters.</summary>
    public CustomParameters Parameters => parameters;

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        if (!context.Registry.TryFind(name, out var condition))
        {
            return Failed($"The condition {name} is not registered on this node", "Register it with the application.");
        }

        try
        {
            return condition.Evaluate(context, parameters.Element)
                ?? Failed($"The condition {name} gave no answer", "Correct the condition.");
        }
        catch (Exception exception)
        {
            // INVARIANT: a condition that throws is not satisfied, and says so (decision rule 3). The exception's own text may hold secrets.
            return Failed($"The condition {name} failed with {exception.GetType().Name}", "Correct the condition.");
        }
    }

    internal override string Describe() => $"the condition {SafeText.Show(name)}";

    internal override void Check(string path, ICollection<Finding> findings)
    {
        PolicyRules.CheckName(name, path + ".name", findings);
        parameters.Check(path + ".parameters", findings);
    }

    internal override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        if (!parameters.IsEmpty)
        {
            writer.WritePropertyName("parameters");
            writer.WriteRawValue(parameters.Json);
        }

        writer.WriteEndObject();
    }

    private ConditionOutcome Failed(string message, string fix) => ConditionOutcome.Unknown(
        new Finding(Reason.ConditionNotMet, $"{message}, and the policy needs {Describe()}.") { Limit = Describe(), Fix = fix });
}
