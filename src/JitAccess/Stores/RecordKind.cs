namespace JitAccess.Stores;

/// <summary>What a record holds. The store treats all alike; <see cref="Text"/> alone can be erased.</summary>
public enum RecordKind
{
    /// <summary>A request.</summary>
    Request = 1,

    /// <summary>A grant.</summary>
    Grant = 2,

    /// <summary>What one subject has pending, live and recently asked for: the counters of the limits.</summary>
    Ledger = 3,

    /// <summary>A number that every activation expects and a mass revocation raises.</summary>
    Generation = 4,

    /// <summary>Which version of each policy set is published.</summary>
    Catalogue = 5,

    /// <summary>The text of one published policy set, by its hash; never changed.</summary>
    PolicySet = 6,

    /// <summary>What an accepted command under an idempotency key answered.</summary>
    Idempotency = 7,

    /// <summary>Personal text with its salt, by the hash that entries hold.</summary>
    Text = 8,

    /// <summary>How far a cluster follower has come.</summary>
    Cursor = 9,

    /// <summary>Which node runs a cluster follower, and until when.</summary>
    Lease = 10,

    /// <summary>An entry that a cluster follower could not take.</summary>
    SetAside = 11,

    /// <summary>The last adoption of a restored store.</summary>
    Epoch = 12,

    /// <summary>The reviews that are owed in a tenant for what was done behind the broken glass.</summary>
    OwedReviews = 13,

    /// <summary>Who stands in for whom in a tenant.</summary>
    Delegations = 14,
}
