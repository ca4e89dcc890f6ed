namespace JitAccess.Spec;

internal sealed partial class SpecWorld
{
    /// <summary>Publishes a version of a set.</summary>
    /// <param name="set">The version.</param>
    /// <param name="replacesSameVersion">Whether the same version with another content replaces it, as in Development.</param>
    public SpecAnswer Publish(SpecSet set, bool replacesSameVersion)
    {
        var known = Published.Find(other => other.Name == set.Name);
        var reasons = new List<string>();
        if (known is not null && set.Version < known.Version)
        {
            reasons.Add("policy-set-outdated");
        }

        if (known is not null && set.Version == known.Version && known.ToString() == set.ToString())
        {
            reasons.Add("policy-set-outdated"); // it is there already: nothing changes
        }

        if (known is not null && set.Version == known.Version && known.ToString() != set.ToString() && !replacesSameVersion)
        {
            reasons.Add("policy-set-conflict");
        }

        if (Published.Exists(other => other.Name != set.Name && other.Policies.Exists(policy => set.Policies.Exists(own => own.Name == policy.Name))))
        {
            reasons.Add("policy-name-taken");
        }

        if (reasons.Count > 0)
        {
            return SpecAnswer.Refused(reasons);
        }

        Published.Remove(known!);
        Published.Add(set);
        return SpecAnswer.Accepted;
    }
}
