namespace JitAccess.Sqlite.Tests;

/// <summary>A fact about file modes or folders that only Linux has; skipped elsewhere, visibly.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs file modes and folders of Linux";
}
