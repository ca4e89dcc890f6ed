using System.Text.Json.Serialization;

namespace JitAccess;

/// <summary>What a node does for a follower.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JitFollowerState>))]
public enum JitFollowerState
{
    /// <summary>Another node delivers, or none has begun; this one is ready to take over.</summary>
    Standby,

    /// <summary>This node delivers.</summary>
    Delivering,

    /// <summary>This node would deliver and cannot at the moment; it tries again.</summary>
    Failing,
}
