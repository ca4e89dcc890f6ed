using JitAccess;

namespace NightlyPurge;

/// <summary>What this application knows of its workloads: one has a role.</summary>
internal sealed class WorkloadDirectory : ISubjectDirectory
{
    public ValueTask<DirectoryEntry?> FindAsync(Subject subject, CancellationToken cancellationToken) =>
        new(subject.Equals(PurgeService.Me) ? new DirectoryEntry(subject) { Roles = ["purge-job"] } : null);
}
