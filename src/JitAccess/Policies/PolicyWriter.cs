using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;

namespace JitAccess;

/// <summary>Writes policies and sets in their canonical form; the reader of files reads it back.</summary>
internal static class PolicyWriter
{
    public static void Write(Utf8JsonWriter writer, JitPolicySet set)
    {
        writer.WriteStartObject();
        writer.WriteString("set", set.Name);
        writer.WriteNumber("version", set.Version);
        writer.WriteStartArray("policies");
        foreach (var policy in set.Policies)
        {
            Write(writer, policy);
        }

        writer.WriteEndArray();
        if (!set.Guardrails.IsEmpty)
        {
            writer.WriteStartArray("guardrails");
            foreach (var guardrail in set.Guardrails)
            {
                guardrail.Write(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, JitPolicy policy)
    {
        writer.WriteStartObject();
        writer.WriteString("name", policy.Name);
        WriteScopes(writer, policy);
        writer.WritePropertyName("eligible");
        policy.Eligible.Write(writer);
        WriteConditions(writer, policy);
        if (policy.MinDuration != Duration.FromSeconds(1))
        {
            writer.WriteString("minDuration", DurationText.Format(policy.MinDuration));
        }

        writer.WriteString("maxDuration", DurationText.Format(policy.MaxDuration));
        WriteUse(writer, policy);
        WriteDemands(writer, policy);
        WriteApproval(writer, policy.Stages, policy.AutoApproved);
        WriteOptional(writer, "claimsGoodFor", policy.ClaimsGoodFor);
        WriteOptional(writer, "pendingFor", policy.PendingFor);
        WriteOptional(writer, "scheduledUpTo", policy.ScheduledUpTo);
        if (policy.Activation != JitActivation.Approval)
        {
            writer.WriteString("activation", ActivationRules.NameOf(policy.Activation));
        }

        WriteOptional(writer, "claimFor", policy.ClaimFor);
        WriteOptional(writer, "warnBefore", policy.WarnBefore);
        if (policy.Extension is { } extension)
        {
            writer.WritePropertyName("extension");
            extension.Write(writer);
        }

        if (policy.Allowance is { } allowance)
        {
            writer.WritePropertyName("allowance");
            allowance.Write(writer);
        }

        if (policy.BreakGlass is { } glass)
        {
            writer.WritePropertyName("breakGlass");
            glass.Write(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteScopes(Utf8JsonWriter writer, JitPolicy policy)
    {
        writer.WriteStartArray("scopes");
        foreach (var scope in policy.Scopes)
        {
            writer.WriteStartObject();
            writer.WriteString("permission", scope.Permission.Name);
            if (!scope.Resource.IsRoot)
            {
                writer.WriteString("resource", scope.Resource.Path);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteConditions(Utf8JsonWriter writer, JitPolicy policy)
    {
        if (policy.Conditions.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("when");
        foreach (var condition in policy.Conditions)
        {
            condition.Write(writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteUse(Utf8JsonWriter writer, JitPolicy policy)
    {
        if (policy.Uses is { } uses)
        {
            writer.WriteNumber("uses", uses);
        }

        if (policy.RecordsUse)
        {
            writer.WriteBoolean("recordsUse", true);
        }
    }

    private static void WriteDemands(Utf8JsonWriter writer, JitPolicy policy)
    {
        if (policy.JustificationMinLength > 0)
        {
            writer.WriteStartObject("justification");
            writer.WriteNumber("minLength", policy.JustificationMinLength);
            writer.WriteEndObject();
        }

        if (policy.TicketPattern is { } pattern)
        {
            writer.WriteStartObject("ticket");
            writer.WriteString("pattern", pattern);
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes who approves.</summary>
    public static void WriteApproval(Utf8JsonWriter writer, ImmutableArray<ApprovalStage> stages, bool isAutomatic)
    {
        if (!stages.IsEmpty)
        {
            writer.WriteStartArray("stages");
            foreach (var stage in stages)
            {
                stage.Write(writer);
            }

            writer.WriteEndArray();
        }

        if (isAutomatic)
        {
            writer.WriteBoolean("autoApproved", true);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string member, Duration? duration)
    {
        if (duration is { } value)
        {
            writer.WriteString(member, DurationText.Format(value));
        }
    }
}
