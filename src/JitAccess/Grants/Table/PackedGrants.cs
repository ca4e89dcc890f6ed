using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>The grants of a subject about whom nobody has asked since they came with a snapshot, as bytes: a node may hold very many of these.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal sealed class PackedGrants
{
    private const int BitsOfKind = 2;
    private const ulong Opaque = 0;
    private const ulong AsText = 1;

    private readonly byte[] _bytes; // when the first of them ends; how many they are; each
    private readonly GrantTermsList _terms;

    private PackedGrants(byte[] bytes, GrantTermsList terms) => (_bytes, _terms) = (bytes, terms);

    /// <summary>When the first of them ends, in milliseconds since the Unix epoch.</summary>
    public long FirstEnd => BinaryPrimitives.ReadInt64LittleEndian(_bytes);

    /// <summary>How many they are.</summary>
    public int Count
    {
        get
        {
            ReadOnlySpan<byte> rest = _bytes.AsSpan(sizeof(long));
            return (int)ReadNumber(ref rest);
        }
    }

    /// <summary>Packs the grants of one subject, at least one of them.</summary>
    /// <param name="grants">The grants, in the order of activation.</param>
    /// <param name="terms">What grants have in common; what it lacks is added.</param>
    /// <param name="room">Where to write meanwhile.</param>
    public static PackedGrants Of(IReadOnlyList<GrantLive> grants, GrantTermsList terms, ArrayBufferWriter<byte> room)
    {
        room.ResetWrittenCount();
        var firstEnd = grants.Min(static grant => grant.End.UnixMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(room.GetSpan(sizeof(long)), firstEnd);
        room.Advance(sizeof(long));
        Write(room, (ulong)grants.Count);
        foreach (var grant in grants)
        {
            Write(room, (ulong)(grant.End.UnixMilliseconds - firstEnd));
            Write(room, ((ulong)grant.Scopes.Length << BitsOfKind) | (ulong)grant.Subject.Kind); // the kind is no part of who it is, so it may differ
            Write(room, (ulong)terms.NumberOf(grant));
            WriteId(room, grant.Grant);
            for (var number = 0; number < grant.Scopes.Length; number++)
            {
                Write(room, grant.Scopes[number].Resource.Path);
                if (number > 0)
                {
                    Write(room, grant.Scopes[number].Permission.Name); // that of the first is among the terms
                }
            }
        }

        return new PackedGrants(room.WrittenSpan.ToArray(), terms);
    }

    /// <summary>Makes the grants.</summary>
    /// <param name="subject">Whose they are.</param>
    public LiveGrant[] Unpack(Subject subject)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(sizeof(long));
        var grants = new LiveGrant[ReadNumber(ref rest)];
        for (var place = 0; place < grants.Length; place++)
        {
            var end = Deadline.FromUnixMilliseconds(FirstEnd + (long)ReadNumber(ref rest));
            var (scopes, kind) = Math.DivRem(ReadNumber(ref rest), 1u << BitsOfKind);
            var terms = _terms[(int)ReadNumber(ref rest)];
            var id = ReadId(ref rest);
            var holder = (SubjectKind)kind == subject.Kind ? subject : Subject.Restore(subject.Tenant, subject.Issuer, subject.Id, (SubjectKind)kind);
            var effect = new GrantLive(id, holder, ReadScopes((int)scopes, terms, ref rest), terms.Policy, end, terms.TakesCommit, terms.ApprovedBy) { AtFirstUse = terms.AtFirstUse };
            grants[place] = new LiveGrant(effect, terms);
        }

        return grants;
    }

    private static ImmutableArray<Scope> ReadScopes(int count, GrantTerms terms, ref ReadOnlySpan<byte> rest)
    {
        var scopes = ImmutableArray.CreateBuilder<Scope>(count);
        while (scopes.Count < count)
        {
            var resource = Resource.Restore(ReadText(ref rest));
            scopes.Add(new Scope(Permission.Parse(scopes.Count == 0 ? terms.Permission! : ReadText(ref rest)), resource));
        }

        return scopes.MoveToImmutable();
    }

    private static void WriteId(ArrayBufferWriter<byte> room, string id)
    {
        Span<byte> packed = stackalloc byte[OpaqueId.PackedLength];
        if (OpaqueId.TryPack(id, packed))
        {
            Write(room, Opaque);
            room.Write(packed);
        }
        else
        {
            Write(room, AsText);
            Write(room, id);
        }
    }

    private static string ReadId(ref ReadOnlySpan<byte> rest)
    {
        if (ReadNumber(ref rest) == AsText)
        {
            return ReadText(ref rest);
        }

        var id = OpaqueId.Unpack(rest[..OpaqueId.PackedLength]);
        rest = rest[OpaqueId.PackedLength..];
        return id;
    }

    private static void Write(ArrayBufferWriter<byte> room, string text)
    {
        Write(room, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, room);
    }

    // Seven bits a byte, the lowest first: nearly all are small.
    private static void Write(ArrayBufferWriter<byte> room, ulong number)
    {
        for (; number > 0x7f; number >>= 7)
        {
            room.Write([(byte)(number | 0x80)]);
        }

        room.Write([(byte)number]);
    }

    private static string ReadText(ref ReadOnlySpan<byte> rest)
    {
        var length = (int)ReadNumber(ref rest);
        var text = Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        return text;
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> rest)
    {
        var (number, read) = (0ul, 0);
        do
        {
            number |= (ulong)(rest[read] & 0x7f) << (7 * read);
        }
        while (rest[read++] > 0x7f);
        rest = rest[read..];
        return number;
    }
}
