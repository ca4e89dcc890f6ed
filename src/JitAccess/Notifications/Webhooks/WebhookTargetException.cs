namespace JitAccess.Notifications;

/// <summary>A webhook was not posted: its target is not one that may be posted to, or leads elsewhere.</summary>
internal sealed class WebhookTargetException(Finding finding) : Exception($"{finding.Message} {finding.Fix}")
{
    /// <summary>What is wrong, and what mends it.</summary>
    public Finding Finding { get; } = finding;
}
