using JitAccess.Spec;
using JitAccess.Tests.Deciding.Model;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.Tests.Grants.Model;

/// <summary>Plays a history against the specification and the whole engine and says where they part.</summary>
internal sealed partial class EngineDuel : IDisposable
{
    // Who publishes is of no tenant that the specification looks at.
    private static readonly Caller OperatorCaller = new(ToCore.Subject(new SpecAccount { Tenant = "operations", Id = "operator", LooksLike = "operator" }));
    private static readonly JitPolicySet Publishing = JitPolicySet.Create("publishing", 1, JitPolicy.Create("publish-policies")
        .Grants(JitPermissions.Publish).On("policies/*").Eligible(Has.Subject(OperatorCaller.Subject)).UpTo(Duration.FromHours(1)).AutoApproved().Build());

    private readonly ToCore _to = new();
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal); // the specification's to the engine's
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal); // and back
    private readonly List<string> _story = [];
    private readonly IReadOnlyList<SpecAccount> _accounts;
    private readonly Dictionary<SpecAccount, SubjectHandle> _handles;
    private readonly HashSet<string> _publishing = new(StringComparer.Ordinal); // grants that the specification knows nothing of
    private int _asked;

    private EngineDuel(SpecWorld world, IReadOnlyList<SpecAccount> accounts)
    {
        World = world;
        _accounts = accounts;
        Engine = new Engine(
            jit => jit.Configure(options =>
            {
                ToCore.Limits(world.Limits, options.Limits);
                options.Administration.MayAudit = world.MayAudit is { } audit ? ToCore.Condition(audit) : null;
                options.Administration.MayRevoke = world.MayRevoke is { } revoke ? ToCore.Condition(revoke) : null;
                options.Administration.MayPublish = Has.Subject(OperatorCaller.Subject);
                options.Administration.OperatedBy = OperatorCaller.Subject.Tenant;
            }),
            services => services.AddSingleton<ISubjectDirectory>(new StubDirectoryOfSpec(world.Directory, accounts)));
        _handles = accounts.ToDictionary(account => account, account => Engine.Access.Resolve(ToCore.Subject(account)));
    }

    public SpecWorld World { get; }

    public Engine Engine { get; }

    public static async Task<EngineDuel> BeginAsync(SpecWorld world, IReadOnlyList<SpecAccount> accounts)
    {
        var duel = new EngineDuel(world, accounts);
        world.Now = duel.Engine.Now;
        await duel.Engine.StartAsync([Publishing, .. world.Published.Select(duel._to.Set)]);
        return duel;
    }

    /// <summary>Makes a move on both sides and compares everything that can be seen.</summary>
    /// <exception cref="InvalidOperationException">The two do not agree.</exception>
    public async Task PlayAsync(Move move)
    {
        _story.Add($"{World.Now}: {DeciderDuel.Tell(move)}");
        await MakeAsync(move);
        DemandChecks(_accounts);
        DemandLeases();
        await DemandStatesAsync();
    }

    public void Dispose() => Engine.Dispose();

    private async Task MakeAsync(Move move)
    {
        switch (move)
        {
            case Move.Submit submit:
                await SubmitAsync(submit);
                break;
            case Move.Extend extend:
                await ExtendAsync(extend);
                break;
            case Move.Vote vote:
                await VoteAsync(vote);
                break;
            case Move.Withdraw withdraw:
                await CompareAsync(
                    () => World.Withdraw(withdraw.Caller, withdraw.Request),
                    async () => DemandView(await Engine.Requests.WithdrawAsync(ToCore.Caller(withdraw.Caller), Id(withdraw.Request))));
                break;
            case Move.Activate activate:
                await CompareAsync(
                    () => World.Activate(activate.Caller, activate.Request),
                    async () => DemandView(await Engine.Requests.ActivateAsync(ToCore.Caller(activate.Caller), Id(activate.Request))));
                break;
            case Move.Delegate made:
                await DelegateAsync(made);
                break;
            case Move.EndDelegation end:
                await CompareAsync(
                    () => World.EndDelegation(end.Caller, end.Delegation),
                    async () => await Engine.Get<IJitDelegations>().EndAsync(ToCore.Caller(end.Caller), Id(end.Delegation)));
                break;
            case Move.Release release:
                await CompareAsync(
                    () => World.Release(release.Caller, release.Grant),
                    async () => DemandView(await Engine.Grants.ReleaseAsync(ToCore.Caller(release.Caller), Id(release.Grant))));
                break;
            case Move.Revoke revoke:
                await CompareAsync(
                    () => World.Revoke(revoke.Caller, revoke.Grant),
                    async () => DemandView(await Engine.Grants.RevokeAsync(ToCore.Caller(revoke.Caller), Id(revoke.Grant), "why")));
                break;
            case Move.Review review:
                await CompareAsync(
                    () => World.Review(review.Caller, review.Grant, review.Outcome),
                    async () => DemandView(await Engine.Grants.ReviewAsync(
                        ToCore.Caller(review.Caller),
                        Id(review.Grant),
                        new JitReview(review.Outcome == "justified" ? ReviewOutcome.Justified : ReviewOutcome.Misused, "seen"))));
                break;
            case Move.RevokeAll all:
                var expected = 0;
                await CompareAsync(
                    () => World.RevokeAll(all.Caller, all.Picks, out expected),
                    async () => Demand(expected, await Engine.Grants.RevokeAllAsync(ToCore.Caller(all.Caller), DeciderDriver.Selector(all), "why"), "grants that end"));
                break;
            case Move.Use use:
                await UseAsync(use);
                break;
            case Move.Publish publish:
                await PublishAsync(publish);
                break;
            case Move.Wait wait:
                await WaitAsync(wait.Milliseconds);
                break;
            case Move.KeepHouse:
                World.EscalateWhatIsDue();
                World.StartWhatIsDue();
                await Engine.KeepHouseAsync();
                break;
            case Move.Recheck:
                World.RecheckAll();
                await Engine.Get<EligibilityKeeper>().RecheckAllAsync(default);
                break;
            case Move.ChangeDirectory change:
                change.Change(World.Directory);
                break;
        }
    }

    // Now and then under an idempotency key, and then once more: the same answer, and nothing is done again.
    private async Task SubmitAsync(Move.Submit submit)
    {
        var (requestId, grantId) = ($"r{++_asked}", $"g{_asked}");
        var key = _asked % 3 == 0 ? new IdempotencyKey("POST /requests", requestId, "body"u8) : null;
        var version = World.Published.Find(set => set.Policies.Exists(policy => policy.Name == submit.Ask.Policy))?.Version ?? 0;
        var ask = new JitAsk(submit.Ask.Policy, Duration.FromMilliseconds(submit.Ask.Duration))
        {
            Permissions = ToCore.Permissions(submit.Ask.Permissions),
            Resource = submit.Ask.Resource is { } resource ? ToCore.Resource(resource) : null,
            Justification = submit.Ask.Justification,
            Ticket = submit.Ask.Ticket,
            StartAt = submit.Ask.StartAt is { } start ? ToCore.Moment(start) : null,
        };
        await CompareAsync(
            () => World.Submit(submit.Caller, submit.Ask, version, requestId, grantId),
            async () =>
            {
                var request = await Engine.Requests.SubmitAsync(ToCore.Caller(submit.Caller), ask, key);
                Name(requestId, request.Id);
                Name(grantId, request.GrantId);
                DemandView(request);
                if (key is not null)
                {
                    var position = Engine.Position;
                    DemandView(await Engine.Requests.SubmitAsync(ToCore.Caller(submit.Caller), ask, key));
                    Demand(position, Engine.Position, "the position after a repetition");
                }
            });
    }

    private async Task ExtendAsync(Move.Extend extend)
    {
        var (requestId, grantId) = ($"r{++_asked}", $"g{_asked}");
        var policy = World.Grant(extend.Grant)?.Request.Pinned.Name;
        var version = World.Published.Find(set => set.Policies.Exists(item => item.Name == policy))?.Version ?? 0;
        await CompareAsync(
            () => World.Extend(extend.Caller, extend.Grant, extend.Duration, extend.Justification, version, requestId, grantId),
            async () =>
            {
                var request = await Engine.Requests.ExtendAsync(
                    ToCore.Caller(extend.Caller), Id(extend.Grant), new JitExtension(Duration.FromMilliseconds(extend.Duration)) { Justification = extend.Justification });
                Name(requestId, request.Id);
                Name(grantId, request.GrantId);
                DemandView(request);
            });
    }

    private async Task DelegateAsync(Move.Delegate move)
    {
        var id = move.Made.Id = $"d{World.Delegations.Count + 1}";
        await CompareAsync(
            () => World.Delegate(move.Caller, move.Made),
            async () =>
            {
                var made = await Engine.Get<IJitDelegations>().DelegateAsync(
                    ToCore.Caller(move.Caller),
                    new JitDelegationAsk(ToCore.Subject(move.Made.To), ToCore.Moment(move.Made.Until))
                    {
                        From = ToCore.Moment(move.Made.From),
                        Policies = move.Made.Policies is { } policies ? [.. policies] : null,
                    });
                Name(id, made.Id);
            });
    }

    private async Task VoteAsync(Move.Vote vote)
    {
        var grantId = vote.Request.Replace('r', 'g');
        await CompareAsync(
            () => World.Vote(vote.Caller, vote.Request, vote.Ballot, grantId),
            async () =>
            {
                var request = await Engine.Requests.VoteAsync(
                    ToCore.Caller(vote.Caller),
                    Id(vote.Request),
                    new JitVote(vote.Ballot.Approves ? VoteDecision.Approve : VoteDecision.Deny)
                    {
                        Comment = "seen",
                        NarrowToDuration = vote.Ballot.Duration is { } duration ? Duration.FromMilliseconds(duration) : null,
                        NarrowToPermissions = ToCore.Permissions(vote.Ballot.Permissions),
                        NarrowToResource = vote.Ballot.Resource is { } resource ? ToCore.Resource(resource) : null,
                        ExpectedVersion = vote.Ballot.ExpectedVersion,
                    });
                Name(grantId, request.GrantId);
                DemandView(request);
            });
    }

    // Which of several grants admits an operation is the engine's choice; that it is one that may, is not.
    private async Task UseAsync(Move.Use use)
    {
        var resource = use.Resource == "" ? null : use.Resource;
        var operation = new SpecScope(use.Permission, use.Resource);
        var expected = World.Check(use.Account, use.Permission, use.Resource);
        try
        {
            var lease = await Engine.Access.UseAsync(ToCore.Subject(use.Account), use.Permission, resource);
            var grant = World.Admitting(use.Account, use.Permission, use.Resource).Find(item => item.Id == _names.GetValueOrDefault(lease.GrantId))
                ?? throw Parted(string.Join(" or ", expected), $"admitted by {_names.GetValueOrDefault(lease.GrantId)}");
            if (grant.Waits is not null)
            {
                Demand("accepted", World.FirstUse(use.Account, grant, operation).ToString(), "the first use");
            }

            if (grant.TakesCommit)
            {
                Demand("accepted", World.Use(use.Account, grant.Id, operation).ToString(), "the use");
            }

            Demand(grant.End, lease.Ends.ToUnixTimeMilliseconds(), "the end of the lease");
            Watch(lease, grant, use);
        }
        catch (JitRejectedException rejected)
        {
            // Where nothing is live that admits it, and what waits for its first use must not begin, it is said why not.
            if (expected.Contains("needs-commit"))
            {
                var answers = World.Admitting(use.Account, use.Permission, use.Resource)
                    .ConvertAll(grant => grant.Waits is null ? SpecAnswer.Accepted : World.FirstUse(use.Account, grant, operation));
                Demand(false, answers.Exists(answer => answer.IsAccepted), "a grant that would have admitted it");
                expected = [.. answers.SelectMany(answer => answer.Reasons)];
            }

            if (!expected.Contains(rejected.Reason.Code))
            {
                throw Parted(string.Join(" or ", expected), rejected.Explanation.ToString());
            }
        }
    }

    private async Task PublishAsync(Move.Publish publish)
    {
        var set = _to.Set(publish.Set);
        await GrantPublishingAsync();
        await CompareAsync(
            () => World.Publish(publish.Set, publish.ReplacesSameVersion),
            () => publish.ReplacesSameVersion
                ? Engine.Get<PolicyPublisher>().PublishAsync("test", [set], replacesSameVersion: true, default)
                : Engine.Get<IJitPolicies>().PublishAsync(OperatorCaller, set).AsTask(),
            passesOver: publish.ReplacesSameVersion ? "policy-set-outdated" : null);
    }

    private async Task GrantPublishingAsync()
    {
        if (!Engine.Check(OperatorCaller.Subject, JitPermissions.Publish, "policies/any").IsAllowed)
        {
            var granted = await Engine.Requests.SubmitAsync(OperatorCaller, new JitAsk("publish-policies", Duration.FromHours(1)) { Resource = Resource.Parse("policies/*") });
            _publishing.Add(granted.GrantId!);
        }
    }

    private string Id(string name) => _ids.GetValueOrDefault(name, OpaqueId.New());

    private void Name(string name, string? id)
    {
        if (id is not null)
        {
            _ids[name] = id;
            _names[id] = name;
        }
    }
}
