namespace JitAccess.Journal;

/// <summary>What keys are derived for.</summary>
internal static class Purposes
{
    public const string Entries = "journal-entry/v1";

    public const string Records = "record/v1";

    public const string Bodies = "idempotency-body/v1";

    public const string Webhooks = "webhook/v1";

    public const string Links = "approval-link/v1";
}
