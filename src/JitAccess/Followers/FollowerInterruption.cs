namespace JitAccess.Followers;

/// <summary>What ends a node's turn at a follower, wherever in a round it is met.</summary>
internal abstract class FollowerInterruption(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Another node runs the follower now, or may.</summary>
internal sealed class LeaseLostException() : FollowerInterruption("Another node delivers to the follower.");

/// <summary>The follower did not come back, not even when it was told to stop.</summary>
internal sealed class FollowerStuckException() : FollowerInterruption("The follower does not come back.");

/// <summary>This node cannot read the journal that another node may well read: it lacks a key or a version, or its cursor is of another store.</summary>
internal sealed class JournalUnreadableException(string message) : FollowerInterruption(message);
