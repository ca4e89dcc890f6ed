namespace JitAccess.Spec;

/// <summary>The directory as it answers now.</summary>
internal sealed class SpecDirectory
{
    public Dictionary<SpecAccount, SpecEntry> Entries { get; set; } = [];

    /// <summary>Whether it is away: every look-up fails.</summary>
    public bool Fails { get; set; }

    /// <summary>Whether it can say who there is.</summary>
    public bool Lists { get; set; }

    /// <summary>Who manages somebody.</summary>
    public Dictionary<SpecAccount, List<SpecAccount>> Managers { get; set; } = [];

    /// <summary>Who owns a resource, by its path.</summary>
    public Dictionary<string, List<SpecAccount>> Owners { get; set; } = [];

    /// <summary>Whether it can say who is related to what.</summary>
    public bool Relates { get; set; } = true;

    public bool Knows(SpecAccount account) => !Fails && Entries.ContainsKey(account);

    /// <summary>Why an account must not act at all; nothing for everyone else.</summary>
    public string? WhyNot(SpecAccount account) =>
        !Knows(account) ? null : Entries[account].IsGroup ? "subject-is-group" : Entries[account].IsActive ? null : "subject-inactive";

    /// <summary>
    /// The values that are known under a name; nothing when nobody said anything. Where the directory knows the account, or cannot be asked, the claims
    /// do not count.
    /// </summary>
    public List<string>? Values(SpecAccount account, List<SpecClaim> claims, string name)
    {
        if (Fails)
        {
            return null;
        }

        if (!Entries.TryGetValue(account, out var entry))
        {
            return claims.Find(claim => claim.Name == name)?.Values;
        }

        var counts = entry.IsActive && !entry.IsGroup;
        if (name == "role")
        {
            return counts ? entry.Roles : [];
        }

        return counts ? entry.Attributes.GetValueOrDefault(name["attribute:".Length..]) : null;
    }

    /// <summary>Who manages whoever asks, or owns everything that is asked for; nothing when it cannot be told.</summary>
    public List<SpecAccount>? Related(string relation, SpecAim? aim)
    {
        if (Fails || !Relates || aim is null)
        {
            return null;
        }

        if (relation == "manager")
        {
            return Managers.GetValueOrDefault(aim.Requester, []);
        }

        var owners = aim.Scopes.ConvertAll(scope => Owners.GetValueOrDefault(scope.Resource, []).FindAll(owner => owner.Tenant == aim.Requester.Tenant));
        return owners.Count == 0 ? null : owners.Aggregate((some, others) => some.FindAll(others.Contains));
    }

    /// <summary>Whether two accounts count as one human, as far as anyone can tell now.</summary>
    public bool SameHuman(SpecAccount one, SpecAccount other) =>
        one.Tenant == other.Tenant
        && (one.LooksLike == other.LooksLike || (one.Person is not null && one.Person == other.Person && Knows(one) && Knows(other)));

    public bool SameHuman(List<SpecAccount> chain, List<SpecAccount> other) => chain.Exists(one => other.Exists(another => SameHuman(one, another)));
}
