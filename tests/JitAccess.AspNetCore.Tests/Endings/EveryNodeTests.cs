using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using JitAccess.AspNetCore.Tests.Hubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JitAccess.AspNetCore.Tests.Endings;

/// <summary>Live connections end with their grant on every node, whichever node ended it, and whether the node that holds them hears of it or not.</summary>
public sealed class EveryNodeTests
{
    /// <summary>Every kind of connection, and every way in which its grant ends.</summary>
    public static TheoryData<string, string> Connections
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var kind in (string[])["events", "web-socket", "hub", "hub-stream", "grpc", "download", "download-2"])
            {
                foreach (var how in (string[])["revoked", "revoked-all", "released", "expired", "revoked-unheard"])
                {
                    rows.Add(kind, how);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task P20_Connection_OnAnotherNode_EndsWithItsGrant(string kind, string how)
    {
        await using var nodes = await TwoNodes.StartAsync(Map, services => services.AddSingleton<Bell>().AddSignalR());
        var request = await nodes.GrantAsync(minutes: 1);
        await using var connection = await OpenAsync(nodes, kind);
        await connection.BeginsAsync();

        await (how switch
        {
            "revoked" => nodes.Here.As("bo").RevokeAsync(request, "enough"),
            "revoked-all" => RevokeAllAsync(nodes),
            "revoked-unheard" => RevokeUnheardAsync(nodes, request),
            "released" => nodes.Here.As("amina").ReleaseAsync(request),
            _ => nodes.AdvanceAsync(Duration.FromMinutes(1)),
        });
        if (how != "revoked-unheard")
        {
            await nodes.There.SettleAsync(); // its next poll
        }

        Assert.True(await connection.IsCutOffAsync());
    }

    [Theory]
    [InlineData("events")]
    [InlineData("web-socket")]
    [InlineData("hub")]
    [InlineData("grpc")]
    [InlineData("download")]
    public async Task P21_Connection_WhoseGrantEndsWhileAnotherCovers_GoesOn(string kind)
    {
        await using var nodes = await TwoNodes.StartAsync(Map, services => services.AddSingleton<Bell>().AddSignalR());
        var request = await nodes.GrantAsync(minutes: 1);
        var other = await nodes.GrantAsync(minutes: 30);
        await using var connection = await OpenAsync(nodes, kind);
        await connection.BeginsAsync();

        await nodes.Here.As("bo").RevokeAsync(request, "the other is enough");
        await nodes.There.SettleAsync();
        await connection.GoesOnAsync();

        await nodes.Here.As("bo").RevokeAsync(other, "enough");
        await nodes.There.SettleAsync();
        Assert.True(await connection.IsCutOffAsync());
    }

    // The other node is cut off from the store, and denies when the bound is over: what is open there ends with that.
    private static async Task RevokeUnheardAsync(TwoNodes nodes, JitRequest request)
    {
        nodes.IsThereCutOff = true;
        await nodes.Here.As("bo").RevokeAsync(request, "enough");
        nodes.Here.Time.Advance(Duration.FromSeconds(5));
    }

    private static async Task RevokeAllAsync(TwoNodes nodes) =>
        Assert.Equal(1, await nodes.Here.Services.GetRequiredService<IJitGrants>().RevokeAllAsync(
            new Caller(nodes.Here.People.SubjectOf("bo")), new RevocationSelector.OfPolicy("refund-order"), "enough"));

    private static void Map(WebApplication app)
    {
        app.UseWebSockets();
        app.MapPost("/again", (Bell bell) => bell.Ring());
        app.MapGet("/events", context => WriteForEverAsync(context, "text/event-stream", "data: 1\n\n"u8.ToArray())).RequireJitGrant("orders:refund", "orders/4711");
        app.MapGet("/download", context => WriteForEverAsync(context, "application/octet-stream", new byte[100]))
            .RequireJitGrant("orders:refund", "orders/4711").EndWithGrant();
        app.MapPost("/grpc", context => WriteForEverAsync(context, "application/grpc", GrpcMessage([1, 2, 3]))).RequireJitGrant("orders:refund", "orders/4711");
        app.Map("/socket", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            while (!(await socket.ReceiveAsync(new byte[1], CancellationToken.None)).CloseStatus.HasValue)
            {
                await socket.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            }
        }).RequireJitGrant("orders:refund", "orders/4711");
        app.MapHub<OrderHub>("/orders/{orderId:int}/hub");
        app.MapHub<OrdersHub>("/hub");
    }

    // It goes on whatever its token says, as careless code does.
    private static async Task WriteForEverAsync(HttpContext context, string type, byte[] item)
    {
        var bell = context.RequestServices.GetRequiredService<Bell>();
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        context.Response.ContentType = type;
        while (!aborted.Task.IsCompleted)
        {
            var again = bell.NextAsync();
            await context.Response.Body.WriteAsync(item, CancellationToken.None);
            await context.Response.Body.FlushAsync(CancellationToken.None);
            await Task.WhenAny(again, aborted.Task);
        }
    }

    // A message of the gRPC framing: not compressed, its length, its bytes.
    private static byte[] GrpcMessage(byte[] message)
    {
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    private static async Task<IConnection> OpenAsync(TwoNodes nodes, string kind) => kind switch
    {
        "events" => await ResponseConnection.OpenAsync(nodes.ClientOf("amina", HttpVersion.Version11), HttpMethod.Get, "/events", null),
        "download" => await ResponseConnection.OpenAsync(nodes.ClientOf("amina", HttpVersion.Version11), HttpMethod.Get, "/download", null),
        "download-2" => await ResponseConnection.OpenAsync(nodes.ClientOf("amina", HttpVersion.Version20), HttpMethod.Get, "/download", null),
        "grpc" => await ResponseConnection.OpenAsync(nodes.ClientOf("amina", HttpVersion.Version20), HttpMethod.Post, "/grpc", GrpcMessage([4])),
        "web-socket" => new SocketConnection(await nodes.ConnectAsync("amina", "/socket")),
        "hub" => new HubConnection(await HubClient.OpenAsync(await nodes.ConnectAsync("amina", "/orders/4711/hub"))),
        _ => new HubStreamConnection(await HubClient.OpenAsync(await nodes.ConnectAsync("amina", "/hub"))),
    };

    /// <summary>Lets what a node sends for ever go on by one.</summary>
    private sealed class Bell
    {
        private volatile TaskCompletionSource _rings = New();

        public Task NextAsync() => _rings.Task;

        public void Ring() => Interlocked.Exchange(ref _rings, New()).SetResult();

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private interface IConnection : IAsyncDisposable
    {
        /// <summary>Reads the first that comes.</summary>
        Task BeginsAsync();

        /// <summary>Lets the server send something more, and reads it.</summary>
        Task GoesOnAsync();

        /// <summary>Waits for the end, and says whether the server made it.</summary>
        Task<bool> IsCutOffAsync();
    }

    private sealed class ResponseConnection(HttpClient client, HttpResponseMessage response, Stream stream) : IConnection
    {
        public static async Task<ResponseConnection> OpenAsync(HttpClient client, HttpMethod method, string path, byte[]? body)
        {
            using var request = new HttpRequestMessage(method, path) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new("application/grpc");
                request.Headers.TE.Add(new("trailers"));
            }

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((HttpStatusCode.OK, request.Version), (response.StatusCode, response.Version));
            return new ResponseConnection(client, response, await response.Content.ReadAsStreamAsync());
        }

        public async Task BeginsAsync() => Assert.NotEqual(0, await stream.ReadAsync(new byte[200]));

        public async Task GoesOnAsync()
        {
            using var again = new HttpRequestMessage(HttpMethod.Post, "/again") { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
            using var rung = await client.SendAsync(again);
            rung.EnsureSuccessStatusCode();
            await BeginsAsync();
        }

        public async Task<bool> IsCutOffAsync()
        {
            try
            {
                while (await stream.ReadAsync(new byte[200]) > 0)
                {
                }

                return false; // the response looks complete
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                return true;
            }
        }

        public ValueTask DisposeAsync()
        {
            response.Dispose();
            client.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class SocketConnection(WebSocket socket) : IConnection
    {
        public async Task BeginsAsync() => Assert.Equal(1, (await socket.ReceiveAsync(new byte[8], CancellationToken.None)).Count);

        public async Task GoesOnAsync()
        {
            await socket.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            await BeginsAsync();
        }

        public async Task<bool> IsCutOffAsync()
        {
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[8], CancellationToken.None));
            return true;
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class HubConnection(HubClient hub) : IConnection
    {
        public async Task BeginsAsync() => Assert.Equal("pong", (await hub.InvokeAsync(nameof(OrderHub.Ping))).Result);

        public Task GoesOnAsync() => BeginsAsync();

        public Task<bool> IsCutOffAsync() => hub.IsClosedByServerAsync();

        public ValueTask DisposeAsync() => hub.DisposeAsync();
    }

    private sealed class HubStreamConnection(HubClient hub) : IConnection
    {
        private string _stream = "";

        public async Task BeginsAsync()
        {
            _stream = await hub.StreamAsync(nameof(OrdersHub.WatchStubbornly), 4711);
            Assert.Equal("4711", (await hub.NextAsync(_stream)).Item);
        }

        public Task GoesOnAsync() => throw new NotSupportedException("It sends one item and waits.");

        public async Task<bool> IsCutOffAsync()
        {
            var (_, isOver, error) = await hub.NextAsync(_stream);
            return isOver && error is not null;
        }

        public ValueTask DisposeAsync() => hub.DisposeAsync();
    }
}
