namespace JitAccess;

// What is forgotten, and by which key is sealed.
internal static partial class Decider
{
    /// <summary>Decides that the personal texts of somebody are to be erased.</summary>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="subject">Whose.</param>
    /// <param name="why">Why.</param>
    /// <param name="context">The context, which knows the humans behind both.</param>
    public static Decision OrderErasure(Caller caller, Subject subject, string why, DecisionContext context)
    {
        // INVARIANT: nobody erases what they wrote themselves, such as why they asked; where it cannot be told who is who, nobody erases.
        if (context.People.Overlap(caller.Subject, caller.ActsFor, subject, []))
        {
            return Decision.Reject(new Finding(Reason.SelfErasure, "Nobody erases their own personal text, through whichever account.")
            {
                Member = "subject",
                Fix = "Let another operator do it.",
            });
        }

        return context.People.IsIncomplete
            ? Decision.Reject(PeopleUnknown("whether that is a subject of your own"))
            : Decision.Accept(null, new ErasureOrdered(subject.Tenant, subject, context.Texts.Seal(why)));
    }

    /// <summary>Decides that a key comes to the ring of this node.</summary>
    public static Decision AddKey(string keyId, string why, DecisionContext context) => Decision.Accept(null, new KeyAdded(keyId, context.Texts.Seal(why)));

    /// <summary>Decides that this node seals with another key.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="current">The key that seals now.</param>
    /// <param name="isHeld">Whether the ring of this node holds it.</param>
    /// <param name="why">Why.</param>
    /// <param name="context">The context.</param>
    public static Decision RotateKey(string keyId, string current, bool isHeld, string why, DecisionContext context)
    {
        if (!isHeld)
        {
            return Decision.Reject(new Finding(Reason.KeyUnknown, "The key ring of this node holds no such key.")
            {
                Member = "keyId",
                Value = SafeText.Show(keyId),
                Fix = "Add a key, give every node the file that holds it, and then switch to it.",
            });
        }

        return string.Equals(keyId, current, StringComparison.Ordinal)
            ? Decision.Reject(new Finding(Reason.KeyCurrent, "This node seals with that key already.")
            {
                Member = "keyId",
                Value = keyId,
                Fix = "Add another key first, or leave it at that.",
            })
            : Decision.Accept(null, new KeyRotated(keyId, current, context.Texts.Seal(why)));
    }
}
