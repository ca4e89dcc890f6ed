using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace JitAccess.Notifications;

/// <summary>The English texts of messages: what happened, then who, what, how long, why, and when it ends.</summary>
internal static class DefaultTexts
{
    private const int ScopesShown = 5;

    private static readonly InstantPattern Moment = InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd' 'HH':'mm':'ss' UTC'");

    /// <summary>The words of a message that is no digest.</summary>
    public static NotificationText Of(JitNotification message)
    {
        var (about, who, what) = (message.Facts, Who(message.Facts), What(message.Facts));
        var more = about.Extends is null ? "" : "more time for ";
        return message.Kind switch
        {
            JitNotificationKind.ApprovalAsked => Text(
                $"{who} asks for {more}{what}", $"{who} asks for {more}{what}, and a vote is due at the stage {about.Stage}.{StandsIn(message.Recipient)}{Late(about)}", about, isAsked: true),
            JitNotificationKind.ApprovalReminder => Text(
                $"Still waiting: {who} asks for {more}{what}",
                $"{who} asks for {more}{what}, and the stage {about.Stage} still waits for a vote.{StandsIn(message.Recipient)}{Late(about)}",
                about,
                isAsked: true),
            JitNotificationKind.RequestApproved => Text(
                $"Approved: {more}{what} for {who}", $"The request of {who} for {more}{what} was approved{ByAnother(about)}.{Access(about, message.At)}", about),
            JitNotificationKind.RequestDenied => Text($"Denied: {more}{what} for {who}", $"The request of {who} for {more}{what} was denied{By(about)}.", about),
            JitNotificationKind.RequestLapsed => Text(
                $"Lapsed: {more}{what} for {who}", $"Nobody decided in time on the request of {who} for {more}{what}. It can be asked again.", about),
            JitNotificationKind.RequestWithdrawn => Text(
                $"Withdrawn: {more}{what} for {who}", $"The request of {who} for {more}{what} was withdrawn{By(about)}.", about),
            JitNotificationKind.AccessBegan => Text(
                $"Access has begun: {what} for {who}", $"The access of {who} to {what} has begun.{Access(about, message.At)}", about),
            JitNotificationKind.AccessEnding => Text($"Access ends soon: {what} for {who}", $"The access of {who} to {what} ends soon.{Access(about, message.At)}", about),
            JitNotificationKind.AccessExpired when about.ClaimBy is { } until => Text(
                $"Never claimed: {what} for {who}",
                $"The access of {who} to {what} was neither claimed nor used before {At(until.At)}, so it never began. It can be asked for again.",
                about),
            JitNotificationKind.AccessExpired => Text($"Access has ended: {what} for {who}", $"The access of {who} to {what} has ended: its time is over.", about),
            JitNotificationKind.AccessRevoked => Text(
                $"Access was revoked: {what} for {who}", $"The access of {who} to {what} was revoked{By(about)} at {At(message.At)}.", about with { End = null }),
            JitNotificationKind.AccessUsedUp => Text($"Access is used up: {what} for {who}", $"The last use of the access of {who} to {what} was taken.", about),
            JitNotificationKind.GlassBroken => Text(
                $"{who} broke the glass: {what}",
                $"{who} broke the glass for {what}, and nobody was asked.{Access(about, message.At)} Once it has ended somebody has to review it.",
                about),
            JitNotificationKind.GrantReviewed => Text(
                $"Reviewed as {about.Review?.Name()}: {what} for {who}", $"What {who} did with {what} was reviewed as {about.Review?.Name()}{By(about)}.", about with { End = null }),
            JitNotificationKind.DelegationMade => Text(
                $"You stand in for {Name(about.DelegatorName)}",
                $"You decide what waits for {Name(about.DelegatorName)}{Under(about)} from {At(about.Start!.Value)} until {At(about.End!.Value.At)}, except on requests of your own and of theirs.",
                about),
            JitNotificationKind.DelegationEnded => Text(
                $"{Name(about.DelegateName)} no longer stands in for {Name(about.DelegatorName)}",
                $"{Name(about.DelegateName)} no longer decides what waits for {Name(about.DelegatorName)}: the delegation was ended{By(about)}.",
                about),
            JitNotificationKind.PoliciesPublished => Text(
                $"Policies published: {about.PolicySet}, version {Number(about.PolicySetVersion)}",
                $"Version {Number(about.PolicySetVersion)} of the policy set {about.PolicySet} was published{By(about)}.",
                about),
            _ => throw new ArgumentOutOfRangeException(nameof(message), message.Kind, "This kind has no text."),
        };
    }

    /// <summary>An instant as people read it.</summary>
    public static string At(Instant instant) => Moment.Format(instant);

    private static NotificationText Text(string title, string first, NotificationFacts about, bool isAsked = false)
    {
        var text = new StringBuilder(first).Append('\n');
        if (about.Requester is not null)
        {
            text.Append('\n');
            Line("Who", $"{Who(about)} ({MessageText.Line(about.Requester.ToString())})");
            Line("For", about.ActsFor.IsEmpty ? null : string.Join(", ", about.ActsFor.Select(subject => MessageText.Line(subject.ToString()))));
            Line("What", Scopes(about, ScopesShown));
            Line("How long", about.Duration is { } duration ? Words(duration) : null);
            Line("Begins", about.Start is { } start ? At(start) : null);
            Line("Ends", about.End is { } end ? At(end.At) : null);
            Line("Ticket", about.Ticket);
            Line("Policy", about.Policy);
            Line("Decide by", isAsked && about.DecideBy is { } deadline ? At(deadline.At) : null);
            Block("Asked for because", about.Justification);
        }

        Block("Reason", about.Because);
        if (about.ApprovalLink is { } own)
        {
            text.Append("\nTo vote, signed in as yourself; the link is yours alone, and good for one vote:\n").Append(own.AbsoluteUri).Append('\n');
        }
        else if (about.Link is { } link)
        {
            text.Append('\n').Append(link.AbsoluteUri).Append('\n');
        }

        return new NotificationText(title, text.ToString());

        void Line(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(name).Append(": ").Append(MessageText.Line(value, 1000)).Append('\n');
            }
        }

        // What people wrote is quoted line by line: it cannot be taken for the lines above.
        void Block(string name, string? value)
        {
            if (value is not null)
            {
                text.Append('\n').Append(name).Append(":\n").Append(MessageText.Quote(value)).Append('\n');
            }
        }
    }

    private static string Who(NotificationFacts about) => MessageText.Line(about.RequesterName ?? about.Requester?.Id ?? "", 80);

    private static string Name(string? name) => MessageText.Line(name ?? "", 80);

    private static string Under(NotificationFacts about) => about.DelegatedPolicies.IsEmpty ? "" : $" under {string.Join(", ", about.DelegatedPolicies)}";

    private static string StandsIn(NotificationRecipient recipient) =>
        recipient.StandsInForName is { } away ? $" You are asked because you stand in for {Name(away)}." : "";

    private static string What(NotificationFacts about) => Scopes(about, 1);

    private static string Scopes(NotificationFacts about, int shown)
    {
        var scopes = string.Join(", ", about.Scopes.Take(shown).Select(scope => scope.ToString()));
        return about.Scopes.Length > shown ? $"{scopes} and {Number(about.Scopes.Length - shown)} more" : scopes;
    }

    // What the library did by itself was nobody's doing: the reason says why.
    private static string By(NotificationFacts about) =>
        about.ActorName is not { } name || (about.Actor is null && name == Journal.Actor.Housekeeping.Host) ? ""
        : about.ActorFor.IsEmpty ? $" by {Name(name)}"
        : $" by {Name(name)} for {string.Join(", ", about.ActorFor.Select(subject => Name(subject.Id)))}";

    private static string Access(NotificationFacts about, Instant at) => about switch
    {
        { ClaimBy: { } until } => $" Its time runs once it is claimed or used, which has to be before {At(until.At)}.",
        { Start: { } start, End: { } end } when !Deadline.From(start).HasPassed(at) => $" Access begins {At(start)} and ends {At(end.At)}.",
        { End: { } end } => $" Access ends {At(end.At)}.",
        _ => "",
    };

    // Of what a policy approved by itself, who asked is the one who caused it.
    private static string ByAnother(NotificationFacts about) => about.Actor?.Equals(about.Requester) == true ? "" : By(about);

    // A message may come when it is too late to vote.
    private static string Late(NotificationFacts about) =>
        about.RequestNow is { } state and not RequestState.Pending ? $" It needs no vote any more: the request is {state.Name()}." : "";

    private static string Words(Duration duration)
    {
        var seconds = (long)duration.TotalSeconds;
        string[] parts = [Part(seconds / 3600, "h"), Part(seconds / 60 % 60, "min"), Part(seconds % 60, "s")];
        return string.Join(' ', parts.Where(part => part.Length > 0));

        static string Part(long count, string unit) => count > 0 ? $"{count.ToString(CultureInfo.InvariantCulture)} {unit}" : "";
    }

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
