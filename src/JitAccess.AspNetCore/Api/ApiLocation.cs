using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>Where a document of the API is found, under whatever prefix the API was reached.</summary>
internal static class ApiLocation
{
    /// <summary>Names a new item of the list that was posted to.</summary>
    public static string Of(HttpRequest request, string id) => $"{Trim(request)}/{id}";

    /// <summary>Names the item that was posted to, which is one segment above.</summary>
    public static string Above(HttpRequest request)
    {
        var path = Trim(request);
        return path[..path.LastIndexOf('/')];
    }

    /// <summary>Names a new request, when an action of another item was posted to.</summary>
    public static string OfRequest(HttpRequest request, string id)
    {
        var item = Above(request);
        var list = item[..item.LastIndexOf('/')];
        return $"{list[..list.LastIndexOf('/')]}/requests/{id}";
    }

    // Escaped as it came, so that nothing in it can end the header.
    private static string Trim(HttpRequest request) => request.PathBase.Add(request.Path).ToUriComponent().TrimEnd('/');
}
