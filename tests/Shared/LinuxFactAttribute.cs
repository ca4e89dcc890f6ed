namespace JitAccess.Tests.Shared;

/// <summary>A fact about file modes, folders or limits that only Linux has; skipped elsewhere, visibly.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs file modes, folders or limits of Linux";
}
