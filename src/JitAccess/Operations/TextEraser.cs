using JitAccess.Committing;
using JitAccess.Stores;

namespace JitAccess;

/// <summary>Erases the personal texts of a subject: first the order, then the texts, then how many they were.</summary>
/// <remarks>
/// INVARIANT: nothing is erased that nobody ordered on record. Whoever dies in between leaves an order without its second entry, and can repeat it. Thread-safe.
/// </remarks>
internal sealed class TextEraser(AdministrationShell administration, CommandShell shell, PartyGatherer parties, FactGatherer facts, IGrantStore store)
{
    /// <summary>Erases.</summary>
    /// <returns>How many texts are gone.</returns>
    public async ValueTask<int> EraseAsync(Caller caller, Subject subject, string reason, Finding mayNot, CancellationToken cancellationToken)
    {
        // Who is who is found out beforehand; it costs those nothing who may not, since they are refused before it counts.
        var people = await parties.LookUpPeople().GatherAsync([caller.Subject, .. caller.ActsFor, subject], cancellationToken).ConfigureAwait(false);
        await administration.RunAsync(
            caller,
            new AdministrationDemand(static held => held.MayOperate, mayNot, JitPermissions.Erase, JitPermissions.ErasureOf(subject).ToString()),
            [EpochRecord.TheKey],
            look => Decider.OrderErasure(caller, subject, reason, look.Context with { People = people }),
            cancellationToken).ConfigureAwait(false);

        // Ordered: nobody gives up any more.
        var count = await CommandShell.AskAsync(() => store.EraseAsync(new Erasure.TextsOf(subject.Tenant, subject.Key), CancellationToken.None)).ConfigureAwait(false);
        await facts.ForgetAsync(subject, CancellationToken.None).ConfigureAwait(false);
        await shell.RunAsync(
            new CommandPlan(caller, new CommandAnswer(EpochRecord.TheKey, IsWritten: false))
            {
                FindKeys = CommandPlan.Reads(EpochRecord.TheKey),
                Decide = (_, _) => ValueTask.FromResult(Decision.Accept(null, new PersonalTextErased(subject.Tenant, subject, count))),
            },
            CancellationToken.None).ConfigureAwait(false);
        return count;
    }
}
