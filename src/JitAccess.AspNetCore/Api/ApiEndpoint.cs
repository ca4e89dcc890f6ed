namespace JitAccess;

/// <summary>Marks the routes of the API, so that whoever turns a caller away before our own gate answers as the gate does.</summary>
internal sealed class ApiEndpoint
{
    public static ApiEndpoint Instance { get; } = new();
}
