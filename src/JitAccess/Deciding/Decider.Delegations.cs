using NodaTime;

namespace JitAccess;

// Who stands in for whom.
internal static partial class Decider
{
    /// <summary>The most delegations of a tenant that live or are to begin.</summary>
    public const int MaxDelegations = 1000;

    /// <summary>The most that one subject has made, and the most to one subject: each is looked up when that one votes.</summary>
    public const int MaxDelegationsOfOne = 20;

    /// <summary>Decides on a delegation: to another human, for a while, and never in a circle.</summary>
    public static Decision Delegate(World world, DelegateCommand command, DecisionContext context)
    {
        // INVARIANT: what another tenant's directory says of somebody is told to nobody here (decision rule 10).
        var (by, to) = (command.Caller.Subject, command.To.Subject);
        if ((command.Caller.Refusal ?? (to.Tenant == by.Tenant ? command.To.Refusal : null)) is { } refused)
        {
            return Decision.Reject(refused);
        }

        // INVARIANT: a right that takes somebody else, or that no human has, is not passed on: whoever stands in would have it alone.
        if (by.Kind != SubjectKind.Human)
        {
            return Decision.Reject(NoHuman(Reason.NotApprover, "Humans let others stand in: no workload decides alone.", by.ToString()));
        }

        if (Bounds.Among(by, command.Caller.ActsFor).Any())
        {
            return Decision.Reject(NotOfPrincipals(Reason.NotApprover, "Whoever acts for somebody lets nobody stand in: what they decide they decide for them.", by.ToString()));
        }

        var findings = new List<Finding>();
        if (to.Tenant != by.Tenant || to.Kind != SubjectKind.Human)
        {
            findings.Add(new Finding(Reason.ValueInvalid, "Only a human of the same tenant can stand in.")
            {
                Member = "to",
                Value = to.ToString(),
                Limit = "a human of the same tenant",
                Fix = "Name one who may decide.",
            });
        }

        if (context.People.Overlap(by, command.Caller.ActsFor, to, []))
        {
            findings.Add(new Finding(Reason.DelegationToSelf, "Nobody stands in for themselves, through whichever account.")
            {
                Member = "to",
                Value = to.ToString(),
                Fix = "Name somebody else.",
            });
        }

        var made = new Delegation
        {
            Id = command.Id,
            By = by,
            To = to,
            From = command.From ?? context.Now,
            Until = Deadline.From(command.Until),
            Policies = command.Policies,
        };
        CheckTimes(made, context, findings);
        if (findings.Count > 0)
        {
            return Decision.Reject(Explanation.Of(findings));
        }

        if (context.People.IsIncomplete)
        {
            return Decision.Reject(CannotTellHumans());
        }

        if (RequestLimits.RefuseAccepted(world.Ledger(by).At(context.Now), context) is { } often)
        {
            return Decision.Reject(often);
        }

        List<Delegation> known = [.. world.Delegations(by.Tenant).At(context.Now)];
        return (RefuseTooMany(known, made) ?? RefuseCircle(known, made)) is { } no
            ? Decision.Reject(no)
            : Decision.Accept(made.Until, new DelegationMade(
                made with { Justification = command.Justification is { } why ? context.Texts.Seal(why) : null }, context.Now));
    }

    /// <summary>Decides on ending a delegation: those who are in it may, and those who end anything.</summary>
    public static Decision EndDelegation(World world, EndDelegationCommand command, DecisionContext context)
    {
        var (caller, tenant) = (command.Caller.Subject, command.Caller.Subject.Tenant);
        var found = world.Delegations(tenant).At(context.Now).FirstOrDefault(item => string.Equals(item.Id, command.Id, StringComparison.Ordinal));
        return found is not null && (command.Rights.MayRevoke || found.By.Equals(caller) || found.To.Equals(caller))
            ? Decision.Accept(found.Until, new DelegationEnded(tenant, found.Id, found.By, found.To, context.Now))
            : NotFound();
    }

    private static void CheckTimes(Delegation made, DecisionContext context, List<Finding> findings)
    {
        var (longest, ahead) = (context.Limits.DelegationUpTo, made.From - context.Now);
        if (ahead < Duration.Zero || ahead > longest)
        {
            Add("from", InstantText.Format(made.From), $"now to {InstantText.Format(context.Now + longest)}");
        }
        else if (made.Until.HasPassed(made.From) || made.Until.Remaining(made.From) > longest)
        {
            Add("until", made.Until.ToString(), $"after {InstantText.Format(made.From)}, at most {InstantText.Format(made.From + longest)}");
        }

        void Add(string member, string value, string limit) => findings.Add(
            new Finding(Reason.DelegationTimeInvalid, $"{member} {value} is not {limit}.")
            {
                Member = member,
                Value = value,
                Limit = limit,
                Fix = "Name such a time; a delegation that is needed for longer is made again.",
            });
    }

    private static Finding? RefuseTooMany(List<Delegation> known, Delegation made)
    {
        return known.Count >= MaxDelegations ? TooMany("delegations of the tenant", MaxDelegations)
            : known.Count(item => item.By.Equals(made.By)) >= MaxDelegationsOfOne ? TooMany("delegations of yours", MaxDelegationsOfOne)
            : StandsInFor(made.To).Except([made.By]).Count() >= MaxDelegationsOfOne ? TooMany("people for whom the one who is to stand in does already", MaxDelegationsOfOne)
            : null;

        // Whoever makes many takes nobody else's place.
        IEnumerable<Subject> StandsInFor(Subject subject) => known.Where(item => item.To.Equals(subject)).Select(item => item.By).Distinct();

        static Finding TooMany(string what, int most) => new(Reason.TooManyDelegations, $"There are {Number(most)} {what} already.")
        {
            Value = Number(most),
            Limit = Number(most),
            Fix = "End one that is not needed, or wait until one ends.",
        };
    }

    // INVARIANT: at no moment does a chain of delegations lead back to somebody, whatever each of them is for.
    private static Finding? RefuseCircle(List<Delegation> known, Delegation made)
    {
        var (open, seen) = (new Stack<Delegation>([made]), new HashSet<Delegation>());
        while (open.TryPop(out var at))
        {
            if (SameHuman.Is(at.To, made.By))
            {
                return new Finding(Reason.DelegationCircle, "Whoever is to stand in is away in that time, and leaves it to you, directly or through others.")
                {
                    Member = "to",
                    Value = made.To.ToString(),
                    Fix = "Name somebody else, or another time.",
                };
            }

            foreach (var next in known.Where(item => SameHuman.Is(item.By, at.To) && item.Overlaps(made) && seen.Add(item)))
            {
                open.Push(next);
            }
        }

        return null;
    }
}
