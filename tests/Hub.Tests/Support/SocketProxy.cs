using System.Net.Sockets;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A socket that leads to another one, and whose connections can be cut: to a client a hub that another process takes
/// over.</summary>
internal sealed class SocketProxy : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<Socket> _pairs = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;

    public SocketProxy(string target)
    {
        (Path, Target) = (System.IO.Path.Combine(_folder.Path, "p.sock"), target);
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Path { get; }

    /// <summary>Where new connections lead to.</summary>
    public string Target { get; set; }

    /// <summary>Cuts a connection once the first bytes of a request have come, which get no answer.</summary>
    public bool CutsNextRequest { get; set; }

    /// <summary>Breaks every connection that there is; new ones are served.</summary>
    public void Cut()
    {
        Socket[] pairs;
        lock (_lock)
        {
            pairs = [.. _pairs];
            _pairs.Clear();
        }

        foreach (var one in pairs) one.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
        _folder.Dispose();
        _accepting.GetAwaiter().GetResult();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var near = await _listener.AcceptAsync();
                var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await far.ConnectAsync(new UnixDomainSocketEndPoint(Target));
                lock (_lock) _pairs.AddRange([near, far]);
                _ = CopyAsync(near, far, isRequest: true);
                _ = CopyAsync(far, near, isRequest: false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool isRequest)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                if (isRequest && CutsNextRequest)
                {
                    CutsNextRequest = false;
                    break;
                }

                await to.SendAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was cut.
        }

        from.Dispose();
        to.Dispose();
    }
}
