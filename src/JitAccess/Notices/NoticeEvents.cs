using NodaTime;

namespace JitAccess;

/// <summary>A stage has waited: those who may decide it are reminded.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Request">The request.</param>
/// <param name="Stage">The stage.</param>
/// <param name="At">When.</param>
internal sealed record StageReminded(Tenant Tenant, string Request, string Stage, Instant At) : JitEvent(Tenant)
{
    public override string Kind => "stage-reminded";

    /// <summary>What time brings now; absent where it brings nothing more.</summary>
    public StageWait? Waiting { get; init; }

    public override World Apply(World world) =>
        world.With(world.Get<RequestRecord>(RequestRecord.KeyOf(Tenant, Request)) with { Waiting = Waiting });
}

/// <summary>A stage has waited too long: others may decide it too from now on.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Request">The request.</param>
/// <param name="Stage">The stage.</param>
/// <param name="StageHash">The hash of what it demands: another demand is not escalated.</param>
/// <param name="At">When.</param>
internal sealed record StageEscalated(Tenant Tenant, string Request, string Stage, string StageHash, Instant At) : JitEvent(Tenant)
{
    public override string Kind => "stage-escalated";

    public override World Apply(World world)
    {
        var request = world.Get<RequestRecord>(RequestRecord.KeyOf(Tenant, Request));
        return world.With(request with { Waiting = null, Escalated = [.. request.Escalated ?? [], StageHash] });
    }
}

/// <summary>A grant ends soon: its holder is warned.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Subject">The holder.</param>
/// <param name="At">When.</param>
/// <param name="End">When it ends.</param>
internal sealed record GrantEnding(Tenant Tenant, string Grant, Subject Subject, Instant At, Deadline End) : JitEvent(Tenant)
{
    public override string Kind => "grant-ending";

    public override World Apply(World world) =>
        world.With(world.Get<GrantRecord>(GrantRecord.KeyOf(Tenant, Grant)) with { WarnAt = null });
}
