using System.Text;

namespace JitAccess.Testing;

/// <summary>Says what was expected, asked and answered, why, and what the subject holds.</summary>
internal sealed class AccessReport(FakeTime time, TestPeople people)
{
    public JitAssertionException Fail(string expected, SubjectHandle handle, string permission, string? resource, GrantCheck check)
    {
        var name = people.NameOf(handle.Subject);
        var asked = resource is null ? permission : $"{permission} on {resource}";
        var text = new StringBuilder()
            .Append(name).Append(" should be ").Append(expected).Append(": ").AppendLine(asked)
            .Append("  asked at:  ").AppendLine(InstantText.Format(time.Now))
            .Append("  answered:  ").AppendLine(Answer(check))
            .Append("  holds:     ").Append(Holdings(handle, name));
        return new JitAssertionException(text.ToString());
    }

    private static string Answer(GrantCheck check)
    {
        var grant = check.GrantId is { } id ? $" (grant {id} under the policy \"{check.Policy}\", end {check.Ends})" : "";
        return check.IsAllowed ? "allowed" + grant
            : check.NeedsCommit ? "allowed, and each use is a commit" + grant
            : $"denied with {Because(check).Code}: {CheckExplanations.Say(Because(check), check)}{grant}";
    }

    private static Reason Because(GrantCheck check) => check.Reason ?? Reason.NoGrant;

    private string Holdings(SubjectHandle handle, string name)
    {
        var now = time.Now.ToUnixTimeMilliseconds();
        var lines = (handle.Grants?.Grants ?? []).Select(grant =>
        {
            var state = grant.LivesAt(now) ? "live" : grant.Because.Code;
            return $"{string.Join(", ", grant.Scopes)} until {grant.EndText}, {state} (grant {grant.Id} under the policy \"{grant.Policy}\")";
        }).ToList();
        return lines.Count == 0 ? $"nothing; this node knows no grant of {name}" : string.Join(Environment.NewLine + "             ", lines);
    }
}
