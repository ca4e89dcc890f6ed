namespace JitAccess;

/// <summary>Somebody gave up an entry that a follower could not take; <paramref name="Why"/> refers to the reason's text.</summary>
internal sealed record EntryForgotten(string Follower, long Position, int Attempts, string Failure, string Why) : JitEvent(JitAccess.Tenant.Application)
{
    public override string Kind => "entry-forgotten";

    public override World Apply(World world) => world.Without(SetAsideRecord.KeyOf(Follower, Position));
}
