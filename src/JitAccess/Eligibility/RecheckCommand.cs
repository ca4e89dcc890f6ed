namespace JitAccess;

/// <summary>Judge anew whether the holder of a grant is still eligible for it.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Request">The request that it comes from.</param>
/// <param name="Requester">The holder with facts as of now.</param>
/// <param name="Policies">What the grant was asked under, and what is published now.</param>
internal sealed record RecheckCommand(GrantRecord Grant, RequestRecord Request, Party Requester, PolicyPair Policies);
