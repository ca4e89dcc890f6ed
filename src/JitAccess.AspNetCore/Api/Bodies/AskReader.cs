namespace JitAccess;

/// <summary>Reads a <see cref="JitRequestBody"/>.</summary>
internal static class AskReader
{
    public static JitAsk? Read(StrictObject body, ICollection<Finding> findings)
    {
        var policy = body.Text("policy", NameText.MaxLength);
        var permissions = ScopeReader.OptionalPermissions(body, findings);
        var resource = ScopeReader.OptionalResource(body, findings);
        var duration = body.Duration("duration");
        var justification = body.OptionalProse("justification", ProseText.MaxLength);
        var startAt = body.OptionalInstant("startAt");
        var ticket = body.OptionalText("ticket", ProseText.MaxTicketLength);
        return policy is null || duration is null ? null : new JitAsk(policy, duration.Value)
        {
            Permissions = permissions,
            Resource = resource,
            Justification = justification,
            Ticket = ticket,
            StartAt = startAt,
        };
    }
}
