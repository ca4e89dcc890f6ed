namespace JitAccess;

/// <summary>Conditions on how an approver is related to what is asked for. They make sense for the approvers of a stage alone, and are refused elsewhere.</summary>
/// <remarks>The directory tells who is related, as an <see cref="IRelationDirectory"/>.</remarks>
public static class Related
{
    /// <summary>Gets the condition that holds for a manager of the requester.</summary>
    public static Condition ManagerOfRequester { get; } = new RelationCondition(RelationCondition.Manager);

    /// <summary>Gets the condition that holds for an owner of every resource that is asked for; of more than 20, nobody is known to be.</summary>
    public static Condition OwnerOfResource { get; } = new RelationCondition(RelationCondition.Owner);
}
