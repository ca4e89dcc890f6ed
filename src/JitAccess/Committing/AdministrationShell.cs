using JitAccess.Stores;

namespace JitAccess.Committing;

/// <summary>What an administrator's command takes: a right, and a live grant.</summary>
/// <param name="IsHeld">Whether the right is among those that somebody holds.</param>
/// <param name="Refusal">Says that it is not.</param>
/// <param name="Permission">What the grant has to permit.</param>
/// <param name="Resource">And on what.</param>
internal sealed record AdministrationDemand(Predicate<Rights> IsHeld, Finding Refusal, string Permission, string Resource)
{
    /// <summary>Takes the use of a grant that does, where not every grant that covers the resource does.</summary>
    public Func<CancellationToken, ValueTask<JitGrantLease>>? Take { get; init; }
}

/// <summary>Runs the commands of those who administer (decision rule 11): by right, and under one use of a grant.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class AdministrationShell(CommandShell shell, PartyGatherer parties, RightsJudge rights, IJitAccess access)
{
    /// <summary>Runs a command.</summary>
    /// <param name="caller">Who issues it.</param>
    /// <param name="demand">What it takes.</param>
    /// <param name="keys">What the decision reads; the first is what it is about.</param>
    /// <param name="decide">Decides on what was read; called again after a lost race.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public async ValueTask<Committed> RunAsync(
        Caller caller, AdministrationDemand demand, IReadOnlyList<RecordKey> keys, Func<Look, Decision> decide, CancellationToken cancellationToken)
    {
        var use = new DemandedUse(demand.Take ?? (token => access.UseAsync(caller.Subject, demand.Permission, demand.Resource, token)));
        await using var ended = use.ConfigureAwait(false);
        return await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(keys[0]))
            {
                FindKeys = CommandPlan.Reads(keys),
                Decide = async (look, token) =>
                {
                    var party = await parties.GatherAsync(caller, policy: null, ticket: null, look.Now, token).ConfigureAwait(false);
                    if (!demand.IsHeld(rights.Judge(party, look.Context)))
                    {
                        return Decision.Reject(demand.Refusal);
                    }

                    var decision = decide(look);
                    if (!decision.IsRejected)
                    {
                        await use.TakeAsync(token).ConfigureAwait(false); // last, so that what is refused costs no use
                    }

                    return decision;
                },
            },
            cancellationToken).ConfigureAwait(false);
    }
}
