using System.Runtime.InteropServices;

namespace JitAccess;

/// <summary>A grant in the array of its subject, beside what tells most resources apart that it does not cover, so that it need not be looked at for them.</summary>
internal readonly struct GrantSlot
{
    // Of a grant that may cover more than one resource: it is looked at for each.
    private const ulong Any = 0;

    private readonly ulong _mark;

    public GrantSlot(LiveGrant grant)
    {
        Grant = grant;
        _mark = grant.OnlyPath is { } path ? MarkOf(path) : Any;
    }

    public LiveGrant Grant { get; }

    /// <summary>The mark of a resource: its length, and the characters that it ends with.</summary>
    public static ulong MarkOf(ReadOnlySpan<char> resource)
    {
        ulong end = 0;
        if (resource.Length >= sizeof(ulong) / sizeof(char))
        {
            end = MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(resource[^(sizeof(ulong) / sizeof(char))..]));
        }
        else
        {
            foreach (var character in resource)
            {
                end = (end << 16) | character;
            }
        }

        return end ^ ((ulong)resource.Length << 48);
    }

    /// <summary>Whether the grant may cover a resource with a mark.</summary>
    public bool MayCover(ulong mark) => _mark == mark || _mark == Any;
}
