using System.Security.Cryptography;
using JitAccess.Journal;
using JitAccess.Stores;
using NodaTime;

namespace JitAccess.Committing;

/// <summary>What a decision is made on: records that were just read, and the means to judge and to seal.</summary>
internal sealed record Look(Loaded Loaded, DecisionContext Context)
{
    public World World => Loaded.World;

    public Instant Now => Loaded.Now;

    /// <summary>The catalogue of published policies; a command that reads it expects it unchanged.</summary>
    public CatalogueRecord Catalogue => World.Catalogue;
}

/// <summary>Runs a subject's commands: replays repeated keys, commits, and turns a store that is away into a typed refusal.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CommandShell(
    RecordReader records, Committer committer, ConditionRegistry conditions, Authenticator authenticator, JitLimits limits)
{
    private static readonly Duration KeyIsKeptFor = Duration.FromHours(24);

    /// <summary>Reads records for a query, with what judges them.</summary>
    public async ValueTask<Look> LookAsync(Caller caller, IReadOnlyCollection<RecordKey> keys, CancellationToken cancellationToken)
    {
        var loaded = await AskAsync(() => records.LoadAsync(keys, cancellationToken)).ConfigureAwait(false);
        return new Look(loaded, ContextFor(caller, loaded.Now, []));
    }

    /// <summary>Answers a question; a store that is away is a typed refusal.</summary>
    public static async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>Runs a command.</summary>
    /// <param name="plan">The command.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public async ValueTask<Committed> RunAsync(CommandPlan plan, CancellationToken cancellationToken)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        try
        {
            return await committer.RunAsync(LookAndDecideAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw Unavailable(exception);
        }

        async ValueTask<Attempt> LookAndDecideAsync(CancellationToken token)
        {
            var (caller, idempotency) = (plan.Caller, plan.Idempotency);
            var memory = idempotency is null ? default(RecordKey?) : IdempotencyRecord.KeyOf(caller.Subject.Tenant, idempotency.RecordIdFor(caller.Subject));
            RecordKey[] all = [.. await plan.FindKeys().ConfigureAwait(false), .. memory is { } key ? [key] : Array.Empty<RecordKey>()];
            var loaded = await records.LoadAsync(all, plan.CanDoWithout, token).ConfigureAwait(false);
            if (memory is { } remembered && Recall(loaded, remembered, idempotency!) is { } replayed)
            {
                return new Attempt(loaded, null, Actor.Of(caller)) { Replayed = replayed };
            }

            var context = ContextFor(caller, loaded.Now, seed);
            var decision = await plan.Decide(new Look(loaded, context), token).ConfigureAwait(false);
            return new Attempt(loaded, decision, Actor.Of(caller))
            {
                Texts = [.. context.Texts.Sealed],
                Remember = memory is null ? null : world => Remember(world, caller, idempotency!, plan.Answer, loaded),
            };
        }
    }

    /// <summary>Turns a store that is away into a refusal that every surface understands.</summary>
    public static JitRejectedException Unavailable(StoreUnavailableException exception) => new(
        Explanation.Of(new Finding(exception.Reason, "The store did not answer, or cannot be used. What was asked may have been done: read it before you ask again.")
        {
            Fix = "Read, then try again with the same idempotency key; if it goes on, ask an operator to look at the health check and the log.",
        }),
        exception);

    private IdempotencyRecord? Recall(Loaded loaded, RecordKey key, IdempotencyKey idempotency)
    {
        if (!loaded.World.TryGet<IdempotencyRecord>(key, out var record) || record.Until.HasPassed(loaded.Now))
        {
            return null;
        }

        return authenticator.IsFingerprint(record.Body, idempotency.BodyHash)
            ? record
            : throw new JitRejectedException(Explanation.Of(new Finding(
                Reason.IdempotencyKeyReused, "The idempotency key was used with another body in the last 24 hours.")
            {
                Member = "Idempotency-Key",
                Value = SafeText.Show(idempotency.Key),
                Fix = "Use a new key for a new command.",
            }));
    }

    private IdempotencyRecord Remember(World world, Caller caller, IdempotencyKey idempotency, CommandAnswer answer, Loaded loaded)
    {
        var request = world.TryGet<RequestRecord>(answer.Key, out var asked) ? asked : null;
        return new IdempotencyRecord
        {
            Tenant = caller.Subject.Tenant,
            Id = idempotency.RecordIdFor(caller.Subject),
            Body = authenticator.FingerprintOf(idempotency.BodyHash),
            Until = Deadline.After(loaded.Now, KeyIsKeptFor),
            At = loaded.Now,
            Version = loaded.VersionOf(answer.Key) + (answer.IsWritten ? 1 : 0),
            Request = request,
            Stages = request is null ? null : answer.StagesOf?.Invoke(request),
            Grant = world.TryGet<GrantRecord>(answer.Key, out var grant) ? grant : null,
        };
    }

    private DecisionContext ContextFor(Caller caller, Instant now, byte[] seed) => new()
    {
        Now = now,
        Limits = limits,
        Texts = new PersonalTexts(caller.Subject, seed),
        Conditions = conditions,
    };
}
