namespace JitAccess;

/// <summary>Writes in C# who approves an extension.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class ExtensionBuilder
{
    private readonly List<StageDraft> _stages = [];
    private bool _isAutomatic;

    internal ExtensionBuilder()
    {
    }

    /// <summary>Adds a stage after those that were added before.</summary>
    /// <param name="name">The name, unique within the extension.</param>
    /// <param name="stage">Says who approves and how many it takes.</param>
    /// <returns>This builder.</returns>
    public ExtensionBuilder Stage(string name, Action<ApprovalStageBuilder> stage)
    {
        _stages.Add(StageDraft.Of(name, stage));
        return this;
    }

    /// <summary>Approves every extension that meets the policy at once; <see cref="JitPolicyBuilder.AutoApproved"/> says what that takes.</summary>
    /// <returns>This builder.</returns>
    public ExtensionBuilder AutoApproved()
    {
        _isAutomatic = true;
        return this;
    }

    internal ExtensionDraft Draft(NodaTime.Duration upTo) => new() { UpTo = upTo, Stages = [.. _stages], AutoApproved = _isAutomatic };
}
