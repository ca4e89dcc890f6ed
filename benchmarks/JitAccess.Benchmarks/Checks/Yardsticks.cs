using System.Collections.Concurrent;

namespace JitAccess.Benchmarks.Checks;

/// <summary>
/// The least that anybody could do instead: one look-up of an exact key, and one reading of the wall clock. Neither wildcards nor a second clock nor a proof
/// that the node is fresh.
/// </summary>
internal sealed class Yardsticks
{
    private const int TenantNumber = 1;
    private const int PermissionNumber = 3;
    private const string TenantName = "default";

    private readonly ConcurrentDictionary<(int Tenant, int Subject, int Permission, string Resource), long> _resolved = new();
    private readonly ConcurrentDictionary<(string Tenant, string Subject, string Permission, string Resource), long> _strings = new();
    private readonly ConcurrentDictionary<UInt128, long> _hashed = new();
    private readonly OpenTable _open;

    public Yardsticks(int liveGrants)
    {
        _open = new OpenTable(liveGrants);
        for (var number = 0; number < liveGrants; number++)
        {
            _resolved[(TenantNumber, number / 2, PermissionNumber, CheckWorld.ResourceOf(number))] = long.MaxValue;
            _strings[(TenantName, CheckWorld.IdOf(number / 2), CheckWorld.PermissionName, CheckWorld.ResourceOf(number))] = long.MaxValue;
            _hashed[HashOf(number)] = long.MaxValue;
            _open.Add(number / 2, PermissionNumber, CheckWorld.ResourceOf(number), long.MaxValue);
        }
    }

    /// <summary>As many bits as nobody can forge; made before it is asked for.</summary>
    public static UInt128 HashOf(int number) => (UInt128)number * new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835);

    public int Resolved(CheckInputs inputs, int count)
    {
        var found = 0;
        for (var index = 0; index < count; index++)
        {
            var key = index & inputs.Mask;
            if (_resolved.TryGetValue((TenantNumber, inputs.Numbers[key] / 2, PermissionNumber, inputs.Resources[key]), out var end) && end > DateTime.UtcNow.Ticks)
            {
                found++;
            }
        }

        return found;
    }

    public int Open(CheckInputs inputs, int count)
    {
        var found = 0;
        for (var index = 0; index < count; index++)
        {
            var key = index & inputs.Mask;
            if (_open.TryGet(inputs.Numbers[key] / 2, PermissionNumber, inputs.Resources[key], out var end) && end > DateTime.UtcNow.Ticks)
            {
                found++;
            }
        }

        return found;
    }

    public int Strings(CheckInputs inputs, int count)
    {
        var found = 0;
        for (var index = 0; index < count; index++)
        {
            var key = index & inputs.Mask;
            if (_strings.TryGetValue((TenantName, inputs.Ids[key], CheckWorld.PermissionName, inputs.Resources[key]), out var end) && end > DateTime.UtcNow.Ticks)
            {
                found++;
            }
        }

        return found;
    }

    public int Hashed(CheckInputs inputs, int count)
    {
        var found = 0;
        for (var index = 0; index < count; index++)
        {
            var key = index & inputs.Mask;
            if (_hashed.TryGetValue(inputs.Hashes[key], out var end) && end > DateTime.UtcNow.Ticks)
            {
                found++;
            }
        }

        return found;
    }
}
