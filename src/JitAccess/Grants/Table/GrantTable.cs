using System.Buffers;
using System.Collections.Concurrent;
using JitAccess.Journal;

namespace JitAccess;

/// <summary>The live grants that this node knows, by subject. Readers never wait; writers take turns.</summary>
/// <remarks>
/// <para>An ended grant stays for five minutes, at most eight of them a subject, so that a denial can say why. One whose last use was taken stays for
/// the five minutes whatever their number, and then for as long as somebody on this node works under it, so that it can be cut off.</para>
/// <para>What came with a snapshot stays bytes until somebody asks about the subject, something is written about it, or the first of its grants is forgotten.</para>
/// <para>Thread-safe.</para>
/// </remarks>
internal sealed class GrantTable(GrantEndings endings)
{
    private const long KeepMilliseconds = 5 * 60 * 1000;
    private const int KeepCount = 8;
    private const int ManyGrants = 10_000;

    /// <summary>What <see cref="Settled"/> never is.</summary>
    public const long NeverSettled = -1;

    private readonly Lock _writing = new();

    // Ends that came before their grants, as this node's own do while it still reads what others committed before: the grant is dead when it comes.
    private readonly Dictionary<string, (GrantEnded End, long At)> _early = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<Subject, SubjectGrants> _subjects = new(SubjectComparer.Instance);
    private long _settled;

    /// <summary>Goes up whenever a subject is held that was not held before: while it stands, who was not found is not there.</summary>
    public long Settled => Volatile.Read(ref _settled);

    /// <summary>How many grants are held, live or recently ended.</summary>
    public int Count => _subjects.Values.Sum(grants => grants.Count);

    /// <summary>How many grants live at a moment.</summary>
    public int CountLive(long now) => _subjects.Values.Sum(grants => grants.CountLive(now));

    /// <summary>The tenants of those who hold grants, live or recently ended.</summary>
    public IReadOnlyCollection<Tenant> Tenants() => _subjects.Keys.Select(subject => subject.Tenant).ToHashSet();

    public SubjectHandle Resolve(Subject subject) => new(this, subject);

    /// <summary>Resolves a subject that the table holds by its texts alone; <see langword="null"/> when it holds none of that name.</summary>
    public SubjectHandle? Resolve(SubjectName name) =>
        _subjects.GetAlternateLookup<SubjectName>().TryGetValue(name, out var grants) ? grants.HandleIn(this) : null;

    public SubjectGrants? Find(Subject subject) => _subjects.GetValueOrDefault(subject);

    /// <summary>The grants of a tenant that somebody works under at a moment, or may, for whoever only looks at what they say.</summary>
    public IReadOnlyList<LiveGrant> CarryingOn(Tenant tenant, long now) =>
        [.. _subjects.Where(item => item.Key.Tenant == tenant).SelectMany(item => item.Value.Copies).Where(grant => grant.CarriesOnAt(now))];

    /// <summary>Replaces everything by a snapshot. Grants that are not in it have ended.</summary>
    public void Load(IReadOnlyList<GrantLive> live, long now)
    {
        var ended = new List<LiveGrant>();
        lock (_writing)
        {
            var subjects = Pack(live);
            foreach (var (end, _) in _early.Values)
            {
                EndHeld(subjects.GetValueOrDefault(end.Subject), end, now, ended);
            }

            // INVARIANT: before they can be found, and whoever was found stays the same object: it is what is ended.
            foreach (var (subject, grants) in _subjects)
            {
                var heir = subjects.GetValueOrDefault(subject);
                var known = grants.Retire(heir);
                heir?.TakeOver(known);
                foreach (var gone in known.Length == 0 ? [] : known.Except(heir?.Grants ?? []))
                {
                    EndWhatever(gone, now, ended);
                }
            }

            _subjects = subjects;
            Settle();
        }

        ended.ForEach(endings.Announce);
    }

    /// <summary>Applies what an entry means to the table.</summary>
    public void Apply(Effect effect, long now)
    {
        var ended = new List<LiveGrant>();
        lock (_writing)
        {
            switch (effect)
            {
                case GrantLive live:
                    Add(live, now, ended);
                    break;
                case GrantEnded end:
                    End(end, now, ended);
                    break;
                case SubjectEnded { Subject: var subject }:
                    EndAll(_subjects.GetValueOrDefault(subject), now, ended);
                    break;
                case Epoch:
                    foreach (var grants in _subjects.Values)
                    {
                        EndAll(grants, now, ended);
                    }

                    break;
                default:
                    throw new InvalidOperationException($"The table does not know the effect {effect.GetType().Name}.");
            }
        }

        ended.ForEach(endings.Announce); // whoever listens must not run under the lock
    }

    /// <summary>Forgets grants that ended more than five minutes ago.</summary>
    /// <param name="now">A time that never runs back (<see cref="Nodes.NodeFreshness.Proved"/>): what was forgotten could not come back with it.</param>
    public void Prune(long now)
    {
        lock (_writing)
        {
            foreach (var (subject, grants) in _subjects)
            {
                if (grants.Packed is { } packed && now < packed.FirstEnd + KeepMilliseconds)
                {
                    continue;
                }

                var kept = Keep(grants.Grants, now);
                if (kept.Length == 0)
                {
                    // Retired after removal: a handle that still sees the old object finds only dead grants in it.
                    _subjects.TryRemove(subject, out _);
                    grants.Retire(heir: null);
                }
                else if (kept.Length != grants.Grants.Length)
                {
                    grants.Take(kept);
                }
            }

            foreach (var (grant, early) in _early.Where(item => now - item.Value.At >= KeepMilliseconds).ToList())
            {
                _early.Remove(grant);
            }
        }
    }

    // In parts, by the hash of the subject: a node that starts on very many uses what processors it has.
    private static ConcurrentDictionary<Subject, SubjectGrants> Pack(IReadOnlyList<GrantLive> live)
    {
        var parts = new Dictionary<Subject, List<GrantLive>>[live.Count < ManyGrants ? 1 : Environment.ProcessorCount];
        Parallel.For(0, parts.Length, part => parts[part] = BySubject(live, part, parts.Length));
        var subjects = new ConcurrentDictionary<Subject, SubjectGrants>(Environment.ProcessorCount, parts.Sum(part => part.Count), SubjectComparer.Instance);
        Parallel.ForEach(parts, part =>
        {
            var (terms, room) = (new GrantTermsList(), new ArrayBufferWriter<byte>());
            foreach (var (subject, grants) in part)
            {
                subjects.TryAdd(subject, new SubjectGrants(subject, PackedGrants.Of(grants, terms, room)));
            }
        });
        return subjects;
    }

    private static Dictionary<Subject, List<GrantLive>> BySubject(IReadOnlyList<GrantLive> live, int part, int parts)
    {
        var bySubject = new Dictionary<Subject, List<GrantLive>>();
        for (var number = 0; number < live.Count; number++)
        {
            var effect = live[number];
            if ((uint)effect.Subject.GetHashCode() % (uint)parts != part)
            {
                continue;
            }

            if (!bySubject.TryGetValue(effect.Subject, out var grants))
            {
                bySubject.Add(effect.Subject, grants = []);
            }

            grants.Add(effect);
        }

        return bySubject;
    }

    private void Add(GrantLive effect, long now, List<LiveGrant> ended)
    {
        if (!_subjects.TryGetValue(effect.Subject, out var grants))
        {
            _subjects[effect.Subject] = grants = new SubjectGrants(effect.Subject);
            Settle();
        }

        var held = grants.Grants;
        var place = Array.FindIndex(held, grant => string.Equals(grant.Id, effect.Grant, StringComparison.Ordinal));
        if (place < 0)
        {
            grants.Take([.. held, Make(effect, now, ended)]);
        }
        else if (held[place] is { AtFirstUse: true, IsEnded: false } && !effect.AtFirstUse)
        {
            // INVARIANT: once, and never back: whatever of it comes again or late, this node's own before what it still reads, prolongs nothing.
            grants.Take([.. held[..place], Make(effect, now, ended), .. held[(place + 1)..]]);
        }
    }

    // INVARIANT: dead before anybody can see it, where its end came first.
    private LiveGrant Make(GrantLive effect, long now, List<LiveGrant> ended)
    {
        var grant = new LiveGrant(effect);
        if (_early.TryGetValue(effect.Grant, out var early))
        {
            End(grant, Final(early.End.Because), now, ended);
        }

        return grant;
    }

    // After what it tells of can be found.
    private void Settle() => Interlocked.Increment(ref _settled);

    private void End(GrantEnded effect, long now, List<LiveGrant> ended)
    {
        if (!EndHeld(_subjects.GetValueOrDefault(effect.Subject), effect, now, ended))
        {
            _early.TryAdd(effect.Grant, (effect, now));
        }
    }

    private static bool EndHeld(SubjectGrants? grants, GrantEnded effect, long now, List<LiveGrant> ended)
    {
        if (Array.Find(grants?.Grants ?? [], grant => string.Equals(grant.Id, effect.Grant, StringComparison.Ordinal)) is not { } held)
        {
            return false;
        }

        End(held, Final(effect.Because), now, ended);
        return true;
    }

    private static void EndAll(SubjectGrants? grants, long now, List<LiveGrant> ended)
    {
        foreach (var grant in grants?.Grants ?? [])
        {
            EndWhatever(grant, now, ended);
        }
    }

    // Ended in any case; what time had ended before keeps its reason.
    private static void EndWhatever(LiveGrant grant, long now, List<LiveGrant> ended) =>
        End(grant, grant.LivesAt(now) ? GrantState.Revoked : GrantState.Expired, now, ended);

    private static void End(LiveGrant grant, GrantState final, long now, List<LiveGrant> ended)
    {
        if (final == GrantState.UsedUp)
        {
            grant.EndNow(final, now);
        }
        else if (grant.EndNow(final, now) || grant.CutOffNow())
        {
            ended.Add(grant);
        }
    }

    private LiveGrant[] Keep(LiveGrant[] grants, long now)
    {
        var dead = grants.Where(grant => !grant.LivesAt(now)).ToList();
        var forgotten = dead
            .Where(grant => now >= grant.ForgottenFrom(KeepMilliseconds) && !(grant.CarriesOnAt(now) && endings.IsWatched(grant)))
            .Concat(dead.Where(grant => !grant.CarriesOnAt(now)).OrderByDescending(grant => grant.ForgottenFrom(KeepMilliseconds)).Skip(KeepCount))
            .ToHashSet();
        return [.. grants.Where(grant => !forgotten.Contains(grant))];
    }

    private static GrantState Final(Reason because) => because.Code switch
    {
        "released" => GrantState.Released,
        "used-up" => GrantState.UsedUp,
        "expired" => GrantState.Expired,
        _ => GrantState.Revoked,
    };
}
