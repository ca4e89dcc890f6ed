using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace JitAccess.PostgreSql.Tests.Nodes;

/// <summary>The sample as a process, with a proxy between it and the database, and browsers that are signed in to it.</summary>
internal sealed class BackOfficeNode : IDisposable
{
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly Process _process;
    private readonly Uri _address;

    public BackOfficeNode(int databasePort, string schema, string keyFile, int boundSeconds)
    {
        Network = new TcpProxy(databasePort);
        _address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{PostgresServer.FreePort()}"));
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name; // bin/Release/net10.0
        var sample = Path.Combine(PostgresServer.Root(), "samples", "BackOffice");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "exec", Path.Combine(sample, "bin", configuration, "net10.0", "BackOffice.dll"),
                "--urls", _address.ToString(),
                "--contentRoot", sample,
                "--ConnectionStrings:Jit", string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Network.Port};Username=postgres;Database={schema}"),
                "--JitAccess:StalenessBound", string.Create(CultureInfo.InvariantCulture, $"PT{boundSeconds}S"),
                "--JitAccess:KeyFile", keyFile,
            },
        };
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine(); // read and dropped, or the pipe fills
        _process.BeginErrorReadLine();
    }

    /// <summary>Between the node and its database.</summary>
    public TcpProxy Network { get; }

    public async Task<bool> IsHealthyAsync() => await StatusAsync("nobody", HttpMethod.Get, "/health") == HttpStatusCode.OK;

    public async Task SignInAsync(string who) => Demand(HttpStatusCode.OK, await StatusAsync(who, HttpMethod.Post, "/demo/sign-in", new { name = who }));

    /// <summary>The status of a call; service unavailable where nobody listens.</summary>
    public async Task<HttpStatusCode> StatusAsync(string who, HttpMethod method, string path, object? body = null)
    {
        try
        {
            using var response = await SendAsync(who, method, path, body);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
    }

    /// <summary>Makes something and gives one of its members.</summary>
    public async Task<string> CreateAsync(string who, string path, object body, string member)
    {
        using var response = await SendAsync(who, HttpMethod.Post, path, body);
        Demand(HttpStatusCode.Created, response.StatusCode);
        using var document = await response.Content.ReadFromJsonAsync<JsonDocument>();
        return document!.RootElement.TryGetProperty(member, out var value) ? value.GetString()! : "";
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Network.Dispose();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static void Demand(HttpStatusCode expected, HttpStatusCode actual) => Assert.Equal(expected, actual);

    private async Task<HttpResponseMessage> SendAsync(string who, HttpMethod method, string path, object? body)
    {
        if (!_clients.TryGetValue(who, out var client))
        {
            _clients[who] = client = new HttpClient { BaseAddress = _address };
        }

        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await client.SendAsync(request);
    }
}
