namespace JitAccess.Notifications;

/// <summary>Whom a message is for is not known while the directory does not answer: it waits.</summary>
internal sealed class DirectoryAwayException(Exception? cause = null) : Exception("The directory does not answer; messages wait until it does.", cause);
