using System.Net;
using System.Net.Sockets;

namespace GpioHub.Hub.Tests.Links;

/// <summary>A port that leads to another, like a cable that can be pulled: connections stay as they are, and nothing comes
/// through.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly Lock _lock = new();
    private readonly List<Connection> _all = [];
    private volatile bool _cut;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What is sent is lost. Connections that were there when the cable was pulled are of no use afterwards either: TCP would
    /// repeat what was lost, and this cannot.</summary>
    public bool IsCut
    {
        get => _cut;
        set
        {
            _cut = value;
            if (!value) Break();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Break();
    }

    /// <summary>Ends every connection through it.</summary>
    public void Break()
    {
        foreach (var one in Taken())
        {
            one.Near.Dispose();
            one.Far.Dispose();
        }
    }

    /// <summary>Ends every connection for who has connected. The other end is told nothing, as when it is a host that has lost its
    /// power.</summary>
    public void BreakNear()
    {
        foreach (var one in Taken())
        {
            one.IsHalf = true;
            one.Near.Dispose();
            lock (_lock) _all.Add(one);
        }
    }

    private List<Connection> Taken()
    {
        lock (_lock)
        {
            List<Connection> all = [.. _all];
            _all.Clear();
            return all;
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var one = new Connection(await _listener.AcceptSocketAsync(), new Socket(SocketType.Stream, ProtocolType.Tcp));
                lock (_lock) _all.Add(one);
                if (!_cut) await one.Far.ConnectAsync(IPAddress.Loopback, _target);
                _ = CopyAsync(one, one.Near, one.Far);
                _ = CopyAsync(one, one.Far, one.Near);
            }
            catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            catch (SocketException)
            {
                if (!_listener.Server.IsBound) return;
            }
        }
    }

    private async Task CopyAsync(Connection one, Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
                if (!_cut) await to.SendAsync(buffer.AsMemory(0, length));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Its other end is gone.
        }

        if (!_cut && !one.IsHalf)
        {
            one.Near.Dispose();
            one.Far.Dispose();
        }
    }

    private sealed class Connection(Socket near, Socket far)
    {
        private volatile bool _isHalf;

        public Socket Near => near;

        public Socket Far => far;

        public bool IsHalf
        {
            get => _isHalf;
            set => _isHalf = value;
        }
    }
}
