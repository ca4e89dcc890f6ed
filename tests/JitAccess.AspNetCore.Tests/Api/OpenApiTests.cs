using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>The description that a host publishes of our routes.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_OfAHost_DescribesEveryRoute()
    {
        var paths = (await ReadAsync()).GetProperty("paths");

        Assert.Equal(
            [
                "get /jit/grants -> JitGrantPage",
                "get /jit/grants/{id} -> JitGrantDocument",
                "get /jit/policies -> JitPolicyPage",
                "get /jit/requests -> JitRequestPage",
                "get /jit/requests/{id} -> JitRequestDocument",
                "post /jit/check JitCheckBody -> JitCheckDocument",
                "post /jit/grants/{id}/extend JitExtendBody -> JitRequestDocument",
                "post /jit/grants/{id}/release -> JitGrantDocument",
                "post /jit/grants/{id}/review JitReviewBody -> JitGrantDocument",
                "post /jit/grants/{id}/revoke JitRevokeBody -> JitGrantDocument",
                "post /jit/requests JitRequestBody -> JitPreviewDocument or JitRequestDocument",
                "post /jit/requests/{id}/activate -> JitRequestDocument",
                "post /jit/requests/{id}/votes JitVoteBody -> JitRequestDocument",
                "post /jit/requests/{id}/withdraw -> JitRequestDocument",
            ],
            Operations(paths).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_OfAHost_DescribesParametersAndRefusals()
    {
        var paths = (await ReadAsync()).GetProperty("paths");
        var vote = paths.GetProperty("/jit/requests/{id}/votes").GetProperty("post");
        var list = paths.GetProperty("/jit/grants").GetProperty("get");

        Assert.Equal(["path id", "header If-Match", "header Idempotency-Key"], Parameters(vote));
        Assert.Equal(["query after", "query limit"], Parameters(list));
        Assert.Equal("VoteOnJitRequest", vote.GetProperty("operationId").GetString());
        Assert.Equal("Approve or deny.", vote.GetProperty("summary").GetString());
        Assert.Equal(["JitAccess"], vote.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        foreach (var status in new[] { "400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "503" })
        {
            var content = vote.GetProperty("responses").GetProperty(status).GetProperty("content").GetProperty("application/problem+json");
            Assert.EndsWith("/JitProblemDocument", content.GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Document_OfAHost_HasASchemaWithEveryMember()
    {
        var schemas = (await ReadAsync()).GetProperty("components").GetProperty("schemas");

        foreach (var type in typeof(JitRequestDocument).Assembly.GetExportedTypes().Where(type => type.Name is ['J', 'i', 't', .., 't' or 'y' or 'e']
            && type.GetProperties().Any(property => property.IsDefined(typeof(JsonPropertyNameAttribute)))))
        {
            var schema = schemas.GetProperty(type.Name);
            foreach (var property in type.GetProperties())
            {
                var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name;
                var shown = schema.GetProperty("properties").GetProperty(name);
                var isRequired = schema.TryGetProperty("required", out var required) && required.EnumerateArray().Any(item => item.GetString() == name);
                Assert.Equal(property.GetCustomAttribute<JsonIgnoreAttribute>() is null, isRequired);
                if (property.PropertyType == typeof(int) || property.PropertyType == typeof(long))
                {
                    Assert.Equal("integer", shown.GetProperty("type").GetString());
                }
            }
        }
    }

    private static async Task<JsonElement> ReadAsync()
    {
        await using var host = await ApiHost.StartAsync(configure: jit => jit.Services.AddOpenApi(), use: app => app.MapOpenApi());
        return JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/v1.json")).RootElement;
    }

    private static IEnumerable<string> Operations(JsonElement paths) =>
        from path in paths.EnumerateObject()
        from operation in path.Value.EnumerateObject()
        let body = operation.Value.TryGetProperty("requestBody", out var taken) ? " " + Schema(taken) : ""
        let answers = operation.Value.GetProperty("responses").EnumerateObject().Where(response => response.Name[0] == '2').OrderBy(response => response.Name, StringComparer.Ordinal)
        select $"{operation.Name} {path.Name}{body} -> {string.Join(" or ", answers.Select(answer => Schema(answer.Value)))}";

    private static string Schema(JsonElement body) =>
        body.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];

    private static IEnumerable<string> Parameters(JsonElement operation) =>
        operation.GetProperty("parameters").EnumerateArray().Select(item => $"{item.GetProperty("in").GetString()} {item.GetProperty("name").GetString()}");
}
