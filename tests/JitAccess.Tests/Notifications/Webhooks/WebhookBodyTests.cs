using System.Text.Json;
using JitAccess.Api.Tests;
using JitAccess.Notifications;
using JitAccess.Tests.Time;
using NodaTime;

namespace JitAccess.Tests.Notifications.Webhooks;

/// <summary>A webhook gets everything that a notifier in the application gets, and the guide names it.</summary>
public sealed class WebhookBodyTests
{
    private static readonly Subject Amina = Subject.Human("https://people.test", "amina");

    private static NotificationFacts Everything { get; } = new()
    {
        Policy = "p", RequestId = "r", GrantId = "g", Requester = Amina, RequesterName = "Amina", ActsFor = [Amina], Scopes = [new Scope(Permission.Parse("orders:refund"), Resource.Root)],
        Duration = Duration.FromHours(1), Justification = "j", Ticket = "t", Extends = "e", Start = ManualTime.Start, End = Deadline.From(ManualTime.Start), ClaimBy = Deadline.From(ManualTime.Start),
        Stage = "s", Needs = 1, DecideBy = Deadline.From(ManualTime.Start), RequestNow = RequestState.Approved, Actor = Amina, ActorName = "Amina", ActorFor = [Amina], Because = "b", Delegator = Amina,
        DelegatorName = "Amina", Delegate = Amina, DelegateName = "Amina", DelegatedPolicies = ["p"], Review = ReviewOutcome.Justified, PolicySet = "s", PolicySetVersion = 1,
        Link = new Uri("https://app.example/r"), ApprovalLink = new Uri("https://app.example/r?link=l"),
    };

    [Fact]
    public void Body_HasEveryFact_AndTheGuideNamesIt()
    {
        var guide = File.ReadAllText(RepositoryTree.PathOf("docs", "guides", "notifications.md"));
        using var body = JsonDocument.Parse(WebhookBody.Of(new JitNotification
        {
            Id = "n", Kind = JitNotificationKind.ApprovalAsked, Tenant = Tenant.Default, Position = 1, At = ManualTime.Start, Facts = Everything,
            Recipient = new NotificationRecipient { Subject = Amina, Audience = "a", StandsInFor = Amina, StandsInForName = "Amina" },
        }));

        AssertHasAll<NotificationFacts>(body.RootElement.GetProperty("facts"));
        AssertHasAll<NotificationRecipient>(body.RootElement.GetProperty("recipient"), except: nameof(NotificationRecipient.Entry));

        void AssertHasAll<T>(JsonElement written, string? except = null)
        {
            var names = typeof(T).GetProperties().Select(property => property.Name).Where(name => name != except).Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
            Assert.Equal(names.Order(StringComparer.Ordinal), written.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
            Assert.All(names, name => Assert.Contains($"`{name}`", guide, StringComparison.Ordinal));
        }
    }
}
