namespace JitAccess;

/// <summary>An application's own object that says which resource it is, so that it can be passed to <c>AuthorizeAsync</c>.</summary>
public interface IJitResource
{
    /// <summary>Gets the concrete resource, such as <c>orders/4711</c>.</summary>
    Resource JitResource { get; }
}
