namespace JitAccess;

/// <summary>Tell that a stage waits: remind those who decide, or let others decide too.</summary>
/// <param name="Request">The request.</param>
/// <param name="Policies">What it was asked under, and what is published now.</param>
internal sealed record NoticeCommand(RequestRecord Request, PolicyPair Policies);
