using System.Security.Claims;
using JitAccess.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Authorization;

/// <summary>Once the subject of a request is resolved, asking for its grant again allocates no more than a requirement that asks nothing.</summary>
public sealed class AllocationTests
{
    private const int Times = 1000;
    private const int Rounds = 200;

    [Fact]
    public async Task AuthorizeAsync_SubjectResolved_AllocatesNoMoreThanAnEmptyRequirement()
    {
        await using var app = await GrantApp.StartAsync(static _ => { });
        await app.GrantAsync("orders/1");
        await using var scope = app.Services.CreateAsyncScope();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new("iss", TestPeople.Issuer), new("sub", "amina")], "scheme"));
        var request = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = user };
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();

        var empty = await MeasureAsync(new AuthorizationPolicyBuilder().AddRequirements(new Empty()).Build());
        var grant = await MeasureAsync(new AuthorizationPolicyBuilder().RequireJitGrant("orders:refund", "orders/1").Build());

        Assert.InRange(grant, 0, empty);

        // The least of many rounds: a container and a runtime that still compile allocate, which is nothing of the question.
        async Task<long> MeasureAsync(AuthorizationPolicy policy)
        {
            await AskAsync(policy);
            return Enumerable.Range(0, Rounds).Min(_ => Round(policy));
        }

        long Round(AuthorizationPolicy policy)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var time = 0; time < Times; time++)
            {
                Assert.True(AskAsync(policy).IsCompletedSuccessfully);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        async Task AskAsync(AuthorizationPolicy policy) => Assert.True((await authorization.AuthorizeAsync(user, request, policy)).Succeeded);
    }

    private sealed class Empty : IAuthorizationRequirement, IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            context.Succeed(this);
            return Task.CompletedTask;
        }
    }
}
