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
    private readonly List<Socket> _all = [];
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
            if (!value) Drop();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Drop();
    }

    private void Drop()
    {
        Socket[] all;
        lock (_lock)
        {
            all = [.. _all];
            _all.Clear();
        }

        foreach (var one in all) one.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var near = await _listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_lock) _all.AddRange([near, far]);
                if (!_cut) await far.ConnectAsync(IPAddress.Loopback, _target);
                _ = CopyAsync(near, far);
                _ = CopyAsync(far, near);
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

    private async Task CopyAsync(Socket from, Socket to)
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

        if (!_cut)
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
