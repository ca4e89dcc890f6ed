using System.Net;
using System.Net.Sockets;

namespace JitAccess.PostgreSql.Tests.Nodes;

/// <summary>What a network does to what passes it.</summary>
internal enum Weather
{
    /// <summary>All passes at once.</summary>
    Fair,

    /// <summary>Every connection is closed, and new ones too.</summary>
    Cut,

    /// <summary>Connections stay, and nothing passes: what was sent is lost in a hole.</summary>
    Hole,

    /// <summary>What the server says comes 700 ms late.</summary>
    Late,

    /// <summary>What the server says comes a few bytes at a time.</summary>
    Drip,
}

/// <summary>Stands between a node and its database, on loopback.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private readonly int _target;
    private volatile Weather _weather;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Changes the weather, for what is under way too.</summary>
    public void Turn(Weather weather)
    {
        var clears = weather == Weather.Cut || (_weather == Weather.Hole && weather != Weather.Hole); // bytes were lost: nothing can go on from there
        _weather = weather;
        if (clears)
        {
            CloseAll();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        CloseAll();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return; // the proxy is disposed
        }
    }

    private async Task CarryAsync(Socket node)
    {
        var database = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (_lock)
        {
            _open.AddRange([node, database]);
        }

        try
        {
            node.NoDelay = true;
            if (_weather == Weather.Cut)
            {
                return;
            }

            await database.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PumpAsync(node, database, isAnswer: false), PumpAsync(database, node, isAnswer: true));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return; // this connection is over
        }
        finally
        {
            node.Close(0);
            database.Close(0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            for (int count; (count = await from.ReceiveAsync(buffer, _stop.Token)) > 0;)
            {
                for (var sent = 0; sent < count;)
                {
                    var weather = _weather;
                    if (weather == Weather.Hole)
                    {
                        break;
                    }

                    var part = isAnswer && weather == Weather.Drip ? Math.Min(40, count - sent) : count - sent;
                    await PassAsync(isAnswer ? weather : Weather.Fair);
                    sent += await to.SendAsync(buffer.AsMemory(sent, part), _stop.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return; // closed by either side
        }
    }

    private Task PassAsync(Weather weather) => weather switch
    {
        Weather.Late => Task.Delay(TimeSpan.FromMilliseconds(700), TimeProvider.System, _stop.Token),
        Weather.Drip => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, _stop.Token),
        _ => Task.CompletedTask,
    };

    private void CloseAll()
    {
        lock (_lock)
        {
            _open.ForEach(socket => socket.Close(0));
            _open.Clear();
        }
    }
}
