namespace JitAccess;

/// <summary>Finds what carries on when a grant has ended: overlapping grants are a union, and ending one never ends what another still gives.</summary>
internal interface IGrantSuccessors
{
    /// <summary>Finds a grant under which an operation may go on without taking anything; <see langword="null"/> when there is none, or when this node may not answer.</summary>
    LiveGrant? Find(SubjectHandle holder, string permission, string? resource);
}
