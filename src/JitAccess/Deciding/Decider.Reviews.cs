using System.Collections.Immutable;

namespace JitAccess;

// Breaking the glass, and the review that it owes.
internal static partial class Decider
{
    /// <summary>Decides on a review. For a party the state is judged before the right; for anybody else there is nothing here.</summary>
    public static Decision Review(ReviewCommand command, DecisionContext context)
    {
        var (grant, reviewer) = (command.Grant, command.Reviewer);
        if (!IsParty(reviewer, grant, command.Policies, command.Rights.SeesGrants, context))
        {
            return NotFound();
        }

        if (RefuseReview(grant, context) is { } state)
        {
            return Decision.Reject(state);
        }

        var judged = context.Judge(reviewer);
        if (RefuseReviewer(command, judged, context) is { } right)
        {
            return Decision.Reject(right);
        }

        var review = new GrantReview(command.Outcome, reviewer.Subject, reviewer.ActsFor, context.Now, context.Texts.Seal(command.Comment));
        return Decision.Accept(null, new GrantReviewed(grant.Subject.Tenant, grant.Id, review, Record(judged, reviewer.Subject, context)));
    }

    private static Finding? RefuseReview(GrantRecord grant, DecisionContext context)
    {
        if (grant.BreaksGlass != true)
        {
            return new Finding(Reason.NoReviewOwed, "The grant owes no review: the glass was not broken for it.") { Value = grant.StateAt(context.Now).Name() };
        }

        if (grant.Review is { } review)
        {
            return new Finding(Reason.ReviewedAlready, "The grant has been reviewed, and that never changes.") { Value = review.Outcome.Name() };
        }

        return grant.CarriesOnAt(context.Now)
            ? new Finding(Reason.ReviewNotDue, $"Somebody may work under the grant until {InstantText.Format(grant.End.At)}, and what is yet to be done cannot be reviewed.")
            {
                Value = grant.StateAt(context.Now).Name(),
                Limit = InstantText.Format(grant.End.At),
                Fix = "Wait until it has ended, or revoke it if you may.",
            }
            : null;
    }

    private static Explanation? RefuseReviewer(ReviewCommand command, ConditionContext judged, DecisionContext context)
    {
        var (grant, reviewer) = (command.Grant, command.Reviewer);
        if (reviewer.Refusal is { } mustNot)
        {
            return Explanation.Of(mustNot);
        }

        if (context.People.Overlap(reviewer.Subject, reviewer.ActsFor, grant.Subject, grant.ActsFor))
        {
            return Explanation.Of(new Finding(Reason.SelfApproval, "Nobody reviews a grant of their own, through whichever account.") { Fix = "Ask another reviewer." });
        }

        if (command.Policies.BreakGlass is not { } glass)
        {
            return Explanation.Of(new Finding(Reason.PolicyGone, $"The policy \"{grant.Policy.Name}\" cannot be read, so it cannot be told who reviews.")
            {
                Value = grant.Policy.Name,
                Fix = "Let an operator look at the log.",
            });
        }

        if (glass.Reviewers.Evaluate(judged) is { IsSatisfied: false } outcome)
        {
            return Explanation.Of(
            [
                new Finding(Reason.NotReviewer, $"You may not review this: it needs {glass.Reviewers}.") { Limit = glass.Reviewers.ToString() },
                .. outcome.Findings.Where(finding => finding.Reason != Reason.NotEligible),
            ]);
        }

        if (!reviewer.HasHuman)
        {
            return Explanation.Of(NoHuman(Reason.NotReviewer, "Humans review, and there is none in this review.", grant.Policy.Name));
        }

        if (!new Bounds(reviewer, ticket: null, context).Satisfy(glass.Reviewers))
        {
            return Explanation.Of(NotOfPrincipals(Reason.NotReviewer, "Somebody for whom you act may not review this, so nor may you for them.", grant.Policy.Name));
        }

        // INVARIANT: where it cannot be told whether two accounts are one human, nobody reviews (decision rule 3).
        return context.People.IsIncomplete ? Explanation.Of(PeopleUnknown("whether the reviewer is the holder")) : null;
    }

    // Blocks the same human, never the permission: not whoever works through the same tool.
    private static Explanation? RefuseToBreakGlass(World world, SubmitCommand command, DecisionContext context)
    {
        var requester = command.Requester;
        var all = world.OwedReviews(requester.Subject.Tenant).Owed;
        foreach (var owed in all)
        {
            if (context.People.Overlap(requester.Subject, BoundBy(requester.Subject, requester.ActsFor), owed.Subject, BoundBy(owed.Subject, owed.ActsFor)))
            {
                return Explanation.Of(new Finding(Reason.ReviewOwed, "You broke the glass before, and nobody has reviewed that yet.")
                {
                    Value = owed.Grant,
                    Limit = "one grant without a review",
                    Fix = "Let somebody who may review that grant, or ask under a policy that somebody approves.",
                });
            }
        }

        return context.People.IsIncomplete && !all.IsEmpty ? Explanation.Of(PeopleUnknown("whether you owe a review")) : null;

        static ImmutableArray<Subject> BoundBy(Subject subject, ImmutableArray<Subject> actsFor) => [.. Bounds.Among(subject, actsFor)];
    }

    private static GlassBroken Broken(GrantRecord grant, SubmitCommand command) => new(
        grant.Subject.Tenant,
        grant.Id,
        grant.Subject,
        grant.ActsFor,
        [
            .. from current in command.Published
               where current.Policy.Scopes.Any(offered => grant.Scopes.Any(scope => offered.Covers(scope) || scope.Covers(offered)))
               from stage in current.Policy.Stages
               select new BypassedStage(current.Policy.Name, stage.Name, current.Pin.SetHash),
        ]);

    private static Finding PeopleUnknown(string what) =>
        new(Reason.FactSourceFailed, $"The directory failed, so it cannot be told {what}.") { Fix = "Try again when the directory answers." };
}
