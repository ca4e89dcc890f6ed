using System.Reflection;

namespace JitAccess.Tests.Requests;

/// <summary>What the server decides cannot even be said: no command has a member for it.</summary>
public sealed class CommandShapeTests
{
    private static readonly Type[] Documents = [typeof(JitRequest), typeof(JitGrant), typeof(JitStage), typeof(JitStageVote), typeof(JitGrantLease), typeof(GrantCheck)];

    [Fact]
    public void P01_Commands_CarryWhatACallerMaySayAndNothingElse()
    {
        Assert.Equal(["Duration", "Justification", "Permissions", "Policy", "Resource", "StartAt", "Ticket"], Writable(typeof(JitAsk)));
        Assert.Equal(
            ["Comment", "Decision", "ExpectedVersion", "Link", "NarrowToDuration", "NarrowToPermissions", "NarrowToResource"], Writable(typeof(JitVote)));
        Assert.Equal(["ActsFor", "DisplayName", "Presented", "Subject"], Writable(typeof(Caller)));
    }

    [Theory]
    [InlineData(typeof(IJitRequests))]
    [InlineData(typeof(IJitGrants))]
    [InlineData(typeof(IJitPolicies))]
    [InlineData(typeof(IJitAccess))]
    public void P01_Services_TakeNoDocumentBack(Type service)
    {
        var taken = service.GetMethods().SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType);

        Assert.Empty(taken.Intersect(Documents));
    }

    [Fact]
    public void P01_Lease_CannotBeMadeByAnApplication() =>
        Assert.Empty(typeof(JitGrantLease).GetConstructors(BindingFlags.Public | BindingFlags.Instance));

    private static IEnumerable<string> Writable(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true })
        .Select(property => property.Name)
        .Order(StringComparer.Ordinal);
}
