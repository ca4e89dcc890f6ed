namespace JitAccess.Benchmarks.Checks;

/// <summary>The layout that was not taken: one flat table for all grants, probed in a line by a hash of the whole key.</summary>
internal sealed class OpenTable
{
    private readonly Slot[] _slots;

    public OpenTable(int liveGrants) => _slots = new Slot[SizeFor(liveGrants)];

    private int Mask => _slots.Length - 1;

    public void Add(int subject, int permission, string resource, long end)
    {
        var hash = HashOf(subject, permission, resource);
        var at = (int)hash & Mask;
        while (_slots[at].Resource is not null)
        {
            at = (at + 1) & Mask;
        }

        _slots[at] = new Slot(hash, subject, permission, resource, end);
    }

    public bool TryGet(int subject, int permission, string resource, out long end)
    {
        var hash = HashOf(subject, permission, resource);
        for (var at = (int)hash & Mask; ; at = (at + 1) & Mask)
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Resource is not { } held)
            {
                end = 0;
                return false;
            }

            if (slot.Hash == hash && slot.Subject == subject && slot.Permission == permission && string.Equals(held, resource, StringComparison.Ordinal))
            {
                end = slot.End;
                return true;
            }
        }
    }

    // Resources come from outside, so their hash is the one that nobody can foresee.
    private static uint HashOf(int subject, int permission, string resource) =>
        ((uint)resource.GetHashCode(StringComparison.Ordinal) ^ ((uint)subject * 0x9E3779B9)) + ((uint)permission * 0x85EBCA6B);

    // Half of it stays empty.
    private static int SizeFor(int liveGrants) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)liveGrants * 2);

    private readonly record struct Slot(uint Hash, int Subject, int Permission, string? Resource, long End);
}
