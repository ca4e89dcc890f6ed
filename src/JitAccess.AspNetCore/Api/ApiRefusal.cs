using Microsoft.AspNetCore.Http;

namespace JitAccess;

/// <summary>The result of a refused request.</summary>
internal sealed class ApiRefusal(Explanation explanation) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ProblemResponse.WriteAsync(httpContext, explanation);
}
