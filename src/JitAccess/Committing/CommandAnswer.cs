using System.Collections.Immutable;
using JitAccess.Stores;

namespace JitAccess.Committing;

/// <summary>What the answer to a command shows, so that a repetition under its idempotency key gets the same one.</summary>
/// <param name="Key">The record.</param>
/// <param name="StagesOf">The stages of a request, by what the command was decided on.</param>
/// <param name="IsWritten">Whether the command changes the record.</param>
internal sealed record CommandAnswer(RecordKey Key, Func<RequestRecord, ImmutableArray<ShownStage>>? StagesOf = null, bool IsWritten = true);
