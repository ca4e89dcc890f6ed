using System.Collections.Immutable;
using NodaTime;

namespace JitAccess.Committing;

/// <summary>Gathers what a decision needs to know of the people in it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PartyGatherer(FactGatherer gatherer)
{
    /// <summary>The caller of a command, with facts as of now.</summary>
    public async ValueTask<Party> GatherAsync(Caller caller, string? policy, string? ticket, Instant now, CancellationToken cancellationToken)
    {
        var principals = GatherPrincipalsAsync(caller.Subject, caller.ActsFor, policy, ticket, now, cancellationToken);
        var gathered = await gatherer.GatherAsync(caller.Subject, caller.Presented, policy, ticket, now, cancellationToken).ConfigureAwait(false);
        return PartyOf(caller.Subject, caller.ActsFor, caller.Presented, gathered, caller.DisplayName) with { Principals = await principals.ConfigureAwait(false) };
    }

    /// <summary>The caller of a question that many ask often: by claims and directory alone, without the fact sources.</summary>
    public async ValueTask<Party> GatherKnownAsync(Caller caller, Instant now, CancellationToken cancellationToken)
    {
        var gathered = await gatherer.GatherKnownAsync(caller.Subject, caller.Presented, now, cancellationToken).ConfigureAwait(false);
        var principals = await Task.WhenAll(Bounds.Among(caller.Subject, caller.ActsFor).Select(async subject => PartyOf(
            subject, [], FactSet.Empty, await gatherer.GatherKnownAsync(subject, FactSet.Empty, now, cancellationToken).ConfigureAwait(false), displayName: null))).ConfigureAwait(false);
        return PartyOf(caller.Subject, caller.ActsFor, caller.Presented, gathered, caller.DisplayName) with { Principals = [.. principals] };
    }

    /// <summary>Asks the directory about the caller.</summary>
    public ValueTask<DirectoryLookup> FindAsync(Caller caller, CancellationToken cancellationToken) => gatherer.FindAsync(caller.Subject, cancellationToken);

    /// <summary>The caller, as if every fact source had failed: enough for who is entitled even so, and no source is waited for.</summary>
    public Party WithoutSources(Caller caller, DirectoryLookup directory, Instant now) => PartyOf(
        caller.Subject, caller.ActsFor, caller.Presented, gatherer.WithoutSources(caller.Presented, directory, now), caller.DisplayName);

    /// <summary>The caller of a command, when the directory was asked already.</summary>
    public async ValueTask<Party> GatherAsync(Caller caller, DirectoryLookup directory, string? policy, Instant now, CancellationToken cancellationToken)
    {
        var principals = GatherPrincipalsAsync(caller.Subject, caller.ActsFor, policy, ticket: null, now, cancellationToken);
        var query = new FactQuery(caller.Subject, policy, Ticket: null);
        var gathered = await gatherer.GatherAsync(query, caller.Presented, ValueTask.FromResult(directory), now, cancellationToken).ConfigureAwait(false);
        return PartyOf(caller.Subject, caller.ActsFor, caller.Presented, gathered, caller.DisplayName) with { Principals = await principals.ConfigureAwait(false) };
    }

    /// <summary>The caller, when nothing was asked: only what a record says of them entitles them.</summary>
    public static Party Unknown(Caller caller) => new(caller.Subject)
    {
        ActsFor = caller.ActsFor,
        DisplayName = caller.DisplayName,
        Refusal = new Finding(Reason.FactMissing, "Nothing was asked about the caller."),
    };

    /// <summary>The requester of an earlier request: what was presented then, and what directory and sources say now.</summary>
    public async ValueTask<Party> GatherAsync(
        RequestRecord request, IReadOnlyDictionary<string, string> texts, Instant now, CancellationToken cancellationToken)
    {
        var presented = FactSet.Empty.With(request.Presented.Select(fact => fact.Restore(texts)));
        var principals = GatherPrincipalsAsync(request.Subject, request.ActsFor, request.Policy.Name, request.Ticket, now, cancellationToken);
        var gathered = await gatherer.GatherAsync(request.Subject, presented, request.Policy.Name, request.Ticket, now, cancellationToken)
            .ConfigureAwait(false);

        // INVARIANT: who was deleted from the directory has no more than it says of them: nothing.
        var isForgotten = request.KnownToDirectory == true && !gathered.KnownToDirectory;
        var facts = isForgotten ? gathered.Facts.Without(fact => FactOrigins.IsOfDirectory(fact.Name)) : gathered.Facts;
        return PartyOf(request.Subject, request.ActsFor, presented, gathered with { Facts = facts }, displayName: null) with { Principals = await principals.ConfigureAwait(false) };
    }

    /// <summary>Begins to look up the humans behind accounts, for one decision or one answer.</summary>
    public PeopleLookup LookUpPeople() => new(gatherer);

    // Nothing that the session presented is about them: only directory and sources tell of them, all at once.
    private async Task<ImmutableArray<Party>> GatherPrincipalsAsync(
        Subject subject, ImmutableArray<Subject> actsFor, string? policy, string? ticket, Instant now, CancellationToken cancellationToken)
    {
        var principals = await Task.WhenAll(Bounds.Among(subject, actsFor).Select(async principal => PartyOf(
            principal, [], FactSet.Empty, await gatherer.GatherAsync(principal, FactSet.Empty, policy, ticket, now, cancellationToken).ConfigureAwait(false), displayName: null))).ConfigureAwait(false);
        return [.. principals];
    }

    private static Party PartyOf(
        Subject subject, ImmutableArray<Subject> actsFor, FactSet presented, GatheredFacts gathered, string? displayName) => new(subject)
        {
            ActsFor = actsFor,
            Facts = gathered.Facts.Without(fact => FactOrigins.IsRelation(fact.Name)), // whoever claims one: it is found out for what is voted on
            Presented = presented,
            IsKnownToDirectory = gathered.KnownToDirectory,
            Refusal = gathered.Refusal ?? (actsFor.Length > Caller.MaxActsFor ? Bounds.TooMany(actsFor.Length) : null),
            DisplayName = gathered.Entry?.DisplayName ?? displayName,
        };
}
