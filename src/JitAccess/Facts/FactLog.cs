using Microsoft.Extensions.Logging;

namespace JitAccess;

/// <summary>Log events of fact gathering. They name sources and types, never a subject or what an exception says about one.</summary>
internal static partial class FactLog
{
    [LoggerMessage(1201, LogLevel.Warning, "The subject directory failed with {ExceptionType}; roles and attributes count as missing.", EventName = "DirectoryFailed")]
    public static partial void DirectoryFailed(ILogger logger, string exceptionType);

    [LoggerMessage(1202, LogLevel.Warning, "The fact source {Source} failed with {ExceptionType}; what it would have said counts as missing.", EventName = "FactSourceFailed")]
    public static partial void SourceFailed(ILogger logger, string source, string exceptionType);

    // An error: this is a mistake in the source or in the registration, and will not pass by itself.
    [LoggerMessage(1203, LogLevel.Error, "The fact source {Source} spoke of {Fact}, which is the directory's, the session's or another source's; all it said is ignored.", EventName = "FactNameNotItsOwn")]
    public static partial void NameNotItsOwn(ILogger logger, string source, string fact);

    [LoggerMessage(1204, LogLevel.Warning, "The subject directory failed to list with {ExceptionType}; who could approve cannot be told.", EventName = "DirectoryListingFailed")]
    public static partial void ListingFailed(ILogger logger, string exceptionType);

    [LoggerMessage(1205, LogLevel.Warning, "The subject directory failed to tell a relation with {ExceptionType}; nobody can approve by it.", EventName = "DirectoryRelationFailed")]
    public static partial void RelationFailed(ILogger logger, string exceptionType);
}
