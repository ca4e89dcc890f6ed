using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace JitAccess;

/// <summary>Holds when the session's address lies in one of the networks. An IPv4 address written as IPv6 counts as IPv4.</summary>
internal sealed class NetworkCondition(ImmutableArray<string> networks) : Condition
{
    private const int MaxNetworks = 100;

    private readonly ImmutableArray<IPNetwork?> _networks = [.. networks.Select(NetworkText.Read)];

    /// <summary>Gets the networks that could be read.</summary>
    public IEnumerable<IPNetwork> Networks => _networks.OfType<IPNetwork>();

    internal override string Kind => "network";

    internal override ConditionOutcome Evaluate(ConditionContext context)
    {
        if (context.Look(FactNames.Address) is not { } fact)
        {
            return context.Missing(FactNames.Address, Describe());
        }

        if (FactText.Single(fact) is not { } value || !IPAddress.TryParse(value, out var address))
        {
            return ConditionOutcome.Unknown(FactText.Unreadable(fact, "one IP address", Describe()));
        }

        var plain = NetworkText.Plain(address);
        return _networks.Any(network => network is { } known && known.Contains(plain))
            ? ConditionOutcome.Satisfied
            : ConditionOutcome.NotSatisfied(Combining.Unmet(this));
    }

    internal override string Describe() => $"an address in {ConditionText.OneOf(networks)}";

    internal override void Check(string path, ICollection<Finding> findings)
    {
        ConditionText.CheckList(networks, path, MaxNetworks, NetworkText.MaxLength, findings);
        for (var index = 0; index < networks.Length; index++)
        {
            if (_networks[index] is null)
            {
                findings.Add(NetworkText.Refuse(networks[index] ?? "", $"{path}[{index}]"));
            }
        }
    }

    internal override void WriteValue(Utf8JsonWriter writer) => ConditionText.WriteList(writer, networks);
}
