using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace JitAccess.Notifications;

/// <summary>Writes a message as the JSON body of a webhook. Members are API: they are added, never renamed.</summary>
internal static class WebhookBody
{
    public static ReadOnlyMemory<byte> Of(JitNotification message)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, message);
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, JitNotification message)
    {
        writer.WriteStartObject();
        writer.WriteString("id", message.Id);
        writer.WriteString("kind", message.Kind.Name());
        writer.WriteString("tenant", message.Tenant.Id);
        writer.WriteNumber("position", message.Position);
        writer.WriteString("at", InstantText.Format(message.At));
        writer.WriteBoolean("mayBeRepeated", message.MayBeRepeated);
        writer.WriteStartObject("recipient");
        Subject(writer, "subject", message.Recipient.Subject);
        writer.WriteString("name", message.Recipient.Name);
        Text(writer, "audience", message.Recipient.Audience);
        Subject(writer, "standsInFor", message.Recipient.StandsInFor);
        Text(writer, "standsInForName", message.Recipient.StandsInForName);
        writer.WriteEndObject();
        writer.WriteString("title", message.Title);
        writer.WriteString("text", message.Text);
        if (message.Contains.IsEmpty)
        {
            Write(writer, message.Facts);
        }
        else
        {
            writer.WriteStartArray("contains");
            foreach (var item in message.Contains)
            {
                Write(writer, item);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, NotificationFacts about)
    {
        writer.WriteStartObject("facts");
        Text(writer, "policy", about.Policy);
        Text(writer, "requestId", about.RequestId);
        Text(writer, "grantId", about.GrantId);
        Subject(writer, "requester", about.Requester);
        Text(writer, "requesterName", about.RequesterName);
        Subjects(writer, "actsFor", about.ActsFor);
        Scopes(writer, about.Scopes);
        Text(writer, "duration", about.Duration is { } duration ? DurationText.Format(duration) : null);
        Text(writer, "justification", about.Justification);
        Text(writer, "ticket", about.Ticket);
        Text(writer, "extends", about.Extends);
        Text(writer, "start", about.Start is { } start ? InstantText.Format(start) : null);
        Text(writer, "end", about.End?.ToString());
        Text(writer, "claimBy", about.ClaimBy?.ToString());
        Text(writer, "stage", about.Stage);
        Text(writer, "decideBy", about.DecideBy?.ToString());
        Text(writer, "requestNow", about.RequestNow?.Name());
        Subject(writer, "actor", about.Actor);
        Text(writer, "actorName", about.ActorName);
        Subjects(writer, "actorFor", about.ActorFor);
        Text(writer, "because", about.Because);
        Subject(writer, "delegator", about.Delegator);
        Text(writer, "delegatorName", about.DelegatorName);
        Subject(writer, "delegate", about.Delegate);
        Text(writer, "delegateName", about.DelegateName);
        Texts(writer, "delegatedPolicies", about.DelegatedPolicies);
        Text(writer, "review", about.Review?.Name());
        Text(writer, "policySet", about.PolicySet);
        Number(writer, "needs", about.Needs);
        Number(writer, "policySetVersion", about.PolicySetVersion);
        Text(writer, "link", about.Link?.AbsoluteUri);
        Text(writer, "approvalLink", about.ApprovalLink?.AbsoluteUri);
        writer.WriteEndObject();
    }

    private static void Scopes(Utf8JsonWriter writer, ImmutableArray<Scope> scopes)
    {
        if (scopes.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("scopes");
        foreach (var scope in scopes)
        {
            writer.WriteStartObject();
            writer.WriteString("permission", scope.Permission.Name);
            Text(writer, "resource", scope.Resource.IsRoot ? null : scope.Resource.Path);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Subjects(Utf8JsonWriter writer, string name, ImmutableArray<Subject> subjects)
    {
        if (subjects.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var subject in subjects)
        {
            Value(writer, subject);
        }

        writer.WriteEndArray();
    }

    private static void Subject(Utf8JsonWriter writer, string name, Subject? subject)
    {
        if (subject is not null)
        {
            writer.WritePropertyName(name);
            Value(writer, subject);
        }
    }

    private static void Value(Utf8JsonWriter writer, Subject subject)
    {
        writer.WriteStartObject();
        writer.WriteString("issuer", subject.Issuer);
        writer.WriteString("id", subject.Id);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Texts(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
