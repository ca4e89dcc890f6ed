using System.Globalization;
using JitAccess.Committing;
using JitAccess.Diagnostics;
using JitAccess.Journal;
using JitAccess.Nodes;
using JitAccess.Stores;

namespace JitAccess;

/// <inheritdoc cref="IJitAccess"/>
internal sealed partial class JitAccessService(
    GrantTable table,
    GrantChecker checker,
    GrantEndings endings,
    NodeFreshness freshness,
    EndsUnderway ends,
    RecordReader records,
    Committer committer,
    GrantStarter starter,
    ConditionRegistry conditions,
    JitLimits limits,
    JitMetrics metrics) : IJitAccess, ILeaseDesk
{
    /// <inheritdoc/>
    public GrantEndings Endings => endings;

    /// <inheritdoc/>
    public LiveGrant? Find(SubjectHandle holder, string permission, string? resource) => checker.Find(holder, permission, resource);

    /// <inheritdoc/>
    public SubjectHandle Resolve(Subject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return table.Resolve(subject);
    }

    /// <summary>Resolves a subject that this node knows grants of by its texts alone.</summary>
    public SubjectHandle? Resolve(SubjectName name) => table.Resolve(name);

    /// <inheritdoc/>
    public GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(permission);
        return checker.Check(subject, permission, resource);
    }

    /// <inheritdoc/>
    public GrantCheck Check(Subject subject, string permission, ReadOnlySpan<char> resource = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(permission);
        return checker.Check(table.Find(subject), permission, resource);
    }

    /// <inheritdoc/>
    public void Check(SubjectHandle subject, ReadOnlySpan<JitQuestion> questions, Span<GrantCheck> answers)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (answers.Length < questions.Length)
        {
            throw new ArgumentException($"There is room for {answers.Length} answers to {questions.Length} questions.", nameof(answers));
        }

        checker.Check(subject, questions, answers);
    }

    /// <inheritdoc/>
    public GrantCheck Check(SubjectHandle subject, string permission, ReadOnlySpan<char> resource, long atLeast)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(permission);
        return checker.Check(subject, permission, resource, atLeast);
    }

    /// <inheritdoc/>
    public long Position => freshness.KnownPosition;

    /// <inheritdoc/>
    public async ValueTask CatchUpAsync(long atLeast, CancellationToken cancellationToken = default)
    {
        if (checker.Position >= atLeast)
        {
            return;
        }

        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        if (checker.Position < atLeast)
        {
            throw new JitRejectedException(Explanation.Of(new Finding(
                Reason.NodeBehind, $"The journal ends at position {checker.Position}, before position {atLeast}.")
            {
                Value = atLeast.ToString(CultureInfo.InvariantCulture),
                Limit = checker.Position.ToString(CultureInfo.InvariantCulture),
                Fix = "Ask for a position that a command on the same store has returned.",
            }));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<JitGrantLease> UseAsync(
        Subject subject, string permission, string? resource, CancellationToken cancellationToken = default)
    {
        using var activity = JitTelemetry.Start("use");
        try
        {
            var lease = await AdmitAsync(subject, permission, resource, cancellationToken).ConfigureAwait(false);
            activity?.SetTag(JitTelemetry.GrantTag, lease.GrantId);
            End(Outcome.Accepted);
            return lease;
        }
        catch (Exception exception)
        {
            End(Outcome.Of(exception));
            throw;
        }

        void End(Outcome outcome)
        {
            metrics.Use(outcome);
            activity.End(outcome);
        }
    }

    /// <summary>Uses a grant that needs no commit, without waiting; <see langword="null"/> when there is none.</summary>
    public JitGrantLease? TryUse(SubjectHandle holder, string permission, string? resource)
    {
        if (resource is "" || checker.Find(holder, permission, resource) is not { } grant)
        {
            return null;
        }

        using var activity = JitTelemetry.Start("use");
        activity?.SetTag(JitTelemetry.GrantTag, grant.Id);
        metrics.Use(Outcome.Accepted);
        activity.End(Outcome.Accepted);
        return Lease(grant, holder, permission, resource);
    }

    private async ValueTask<JitGrantLease> AdmitAsync(
        Subject subject, string permission, string? resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(permission);
        var handle = table.Resolve(subject);
        if (resource is not "" && checker.Check(handle, permission, resource) is { IsAllowed: true, Grant: { } held })
        {
            return Lease(held, handle, permission, resource);
        }

        var scope = new Scope(Permission.Parse(permission), resource is null ? Resource.Root : Resource.Parse(resource));
        var operation = OpaqueId.New();

        // A use that loses its grant to another operation looks again: there may be another grant. The same one is not tried twice.
        var tried = new List<LiveGrant>(1);
        JitRejectedException? refused = null;
        for (; ; cancellationToken.ThrowIfCancellationRequested())
        {
            var check = checker.Check(handle, permission, resource);
            if (check.IsAllowed)
            {
                return Lease(check.Grant!, handle, permission, resource);
            }

            if (!check.NeedsCommit || Untried(check.Grant!, handle, permission, resource, tried) is not { } live)
            {
                throw refused ?? new JitRejectedException(CheckExplanations.Of(check, scope));
            }

            tried.Add(live);
            if (live.AtFirstUse)
            {
                refused = await BeginAsync(live, subject, scope, cancellationToken).ConfigureAwait(false) ?? refused;
                continue; // it is in the table as one that has begun, or another may do
            }

            if (await CommandShell.AskAsync(() => TakeAsync(live, subject, scope, operation, cancellationToken)).ConfigureAwait(false))
            {
                return Lease(live, handle, permission, resource);
            }
        }
    }

    // One that waits and must not begin hides no other.
    private LiveGrant? Untried(LiveGrant first, SubjectHandle handle, string permission, string? resource, List<LiveGrant> tried) =>
        !tried.Contains(first) ? first
        : !freshness.MayAnswer(out var now, out _) ? null
        : Array.Find(handle.Grants?.Grants ?? [], grant => grant.TakesCommit && grant.LivesAt(now) && grant.Covers(permission, resource) && !tried.Contains(grant));

    // Why it must not begin; nothing when it has.
    private async ValueTask<JitRejectedException?> BeginAsync(LiveGrant grant, Subject subject, Scope scope, CancellationToken cancellationToken)
    {
        try
        {
            await CommandShell.AskAsync(async () =>
            {
                await ends.WaitAsync(GrantRecord.KeyOf(subject.Tenant, grant.Id), cancellationToken).ConfigureAwait(false);
                await starter.BeginAsync(grant, subject, scope, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            return null;
        }
        catch (JitRejectedException rejected) when (rejected.Reason == Reason.GrantEnded || rejected.Reason == Reason.NotClaimable)
        {
            await CatchUpAsync(cancellationToken).ConfigureAwait(false); // another use was first, or an end
            return null;
        }
        catch (JitRejectedException rejected) when (rejected.Reason.Kind != ReasonKind.Unavailable)
        {
            return rejected;
        }
    }

    private JitGrantLease Lease(LiveGrant grant, SubjectHandle handle, string permission, string? resource) =>
        new(grant, handle, permission, resource, this);

    private async ValueTask<bool> TakeAsync(LiveGrant grant, Subject subject, Scope scope, string operation, CancellationToken cancellationToken)
    {
        var key = GrantRecord.KeyOf(subject.Tenant, grant.Id);
        try
        {
            await committer.RunAsync(
                async token =>
                {
                    await ends.WaitAsync(key, token).ConfigureAwait(false);
                    var loaded = await records.LoadAsync([key, LedgerRecord.KeyOf(subject)], token).ConfigureAwait(false);
                    if (!loaded.World.TryGet<GrantRecord>(key, out var record))
                    {
                        throw new JitRejectedException(Explanation.Of(Decider.NotFoundFinding()));
                    }

                    var context = new DecisionContext { Now = loaded.Now, Limits = limits, Texts = new PersonalTexts(subject, []), Conditions = conditions };
                    var decision = Decider.Use(new UseCommand(record, loaded.World.Ledger(subject), subject, scope, operation), context);
                    return new Attempt(loaded, decision, Actor.HolderOf(record));
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (JitRejectedException rejected) when (rejected.Reason == Reason.GrantEnded || rejected.Reason == Reason.UsedUp)
        {
            // The record is ahead of this node's table: follow it, then look again.
            await CatchUpAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await committer.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw CommandShell.Unavailable(exception);
        }
    }
}
