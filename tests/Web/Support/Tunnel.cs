using System.Net;
using System.Net.Sockets;

namespace GpioHub.Web.Tests.Support;

/// <summary>A port of loopback that leads somewhere else, as <c>ssh -L</c> makes one; it can be cut and mended.</summary>
internal sealed class Tunnel : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint _to;
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private bool _cut;

    public Tunnel(EndPoint to)
    {
        _to = to;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends every connection, and each that comes.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _cut = true;
            foreach (var socket in _open) socket.Close(0);
            _open.Clear();
        }
    }

    public void Mend()
    {
        lock (_lock) _cut = false;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }

    private async Task ServeAsync(Socket near)
    {
        var far = new Socket(_to.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        lock (_lock)
        {
            if (_cut) near.Close(0);
            else _open.AddRange([near, far]);
        }

        try
        {
            await far.ConnectAsync(_to);
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of the ends has gone.
        }

        near.Close();
        far.Close();
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var length) await to.SendAsync(buffer.AsMemory(0, length));
    }
}
