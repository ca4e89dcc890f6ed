using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Stores;
using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Adds a key to the key ring of this node, and has it seal with another: first the entry, then the file, then this node.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class KeyRotation(IJitKeyRing ring, AdministrationShell administration, ILogger<KeyRotation> logger)
{
    private const string Resource = "keys";

    /// <summary>Adds a key that seals nothing yet.</summary>
    /// <returns>Its id.</returns>
    public async ValueTask<string> AddAsync(Caller caller, string reason, Finding mayNot, CancellationToken cancellationToken)
    {
        var (file, key) = (DemandFile(), JitKey.Generate());
        await administration.RunAsync(
            caller, Demand(mayNot), [EpochRecord.TheKey], look => Decider.AddKey(key.Id, reason, look.Context), cancellationToken).ConfigureAwait(false);
        Do(() => file.Add(key));
        KeyLog.Added(logger, key.Id);
        return key.Id;
    }

    /// <summary>Seals with another key that the ring holds.</summary>
    public async ValueTask SwitchAsync(Caller caller, string keyId, string reason, Finding mayNot, CancellationToken cancellationToken)
    {
        var file = DemandFile();
        await administration.RunAsync(
            caller,
            Demand(mayNot),
            [EpochRecord.TheKey],
            look => Decider.RotateKey(keyId, file.Current.Id, file.TryGet(keyId, out _), reason, look.Context),
            cancellationToken).ConfigureAwait(false);
        Do(() => file.Switch(keyId));
        KeyLog.Switched(logger, keyId);
    }

    private static AdministrationDemand Demand(Finding mayNot) => new(static held => held.MayOperate, mayNot, JitPermissions.RotateKeys, Resource);

    private FileKeyRing DemandFile() => ring as FileKeyRing ?? throw new JitRejectedException(Explanation.Of(new Finding(
        Reason.KeyRingForeign, "The key ring is no file, so JitAccess cannot change it.")
    {
        Limit = nameof(FileKeyRing),
        Fix = ring is EphemeralKeyRing
            ? "A ring that dies with the process needs no other key. Choose a durable store, or UseKeyFile."
            : "Add the key where the ring is kept, let every node read it, and then let the ring name it as its current key.",
    }));

    // The entry is there already: what it orders can be ordered again.
    private static void Do(Action change)
    {
        try
        {
            change();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new JitRejectedException(
                Explanation.Of(new Finding(Reason.KeyFileUnusable, "The journal says that it was ordered, and the file of the key ring could not be changed. Nothing is sealed otherwise than before.")
                {
                    Fix = "Let this process read and replace the key file, for its owner alone, and order it again.",
                }),
                exception);
        }
    }
}
