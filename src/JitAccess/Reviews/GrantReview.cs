using System.Collections.Immutable;
using NodaTime;

namespace JitAccess;

/// <summary>A review as it is stored with the grant.</summary>
/// <param name="Outcome">What was found.</param>
/// <param name="By">Who found it.</param>
/// <param name="ActsFor">For whom the reviewer acted.</param>
/// <param name="At">When.</param>
/// <param name="Comment">The reference of the comment's text.</param>
internal sealed record GrantReview(ReviewOutcome Outcome, Subject By, ImmutableArray<Subject> ActsFor, Instant At, string Comment);
