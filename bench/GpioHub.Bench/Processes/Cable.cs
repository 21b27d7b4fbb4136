using System.Net;
using System.Net.Sockets;

namespace GpioHub.Bench.Processes;

/// <summary>A port that leads to another, like a cable that can be pulled: connections stay open, and nothing comes through. Two threads
/// for each connection.</summary>
internal sealed class Cable : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _far;
    private readonly Lock _lock = new();
    private readonly List<Socket> _ends = [];
    private volatile bool _cut;

    /// <param name="far">Where it leads.</param>
    public Cable(IPEndPoint far)
    {
        _far = far;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>Where it begins.</summary>
    public IPEndPoint Near => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>What is sent while it is cut is lost. TCP would repeat it, and this cannot: so connections end with the repair, and the
    /// hubs must make new ones.</summary>
    public bool IsCut
    {
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
        lock (_lock)
        {
            foreach (Socket end in _ends) end.Dispose();
            _ends.Clear();
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket near = _listener.AcceptSocket(), far = new(SocketType.Stream, ProtocolType.Tcp);
                (near.NoDelay, far.NoDelay) = (true, true);
                lock (_lock) _ends.AddRange([near, far]);
                new Thread(() => Lead(near, far)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed of.
        }
    }

    private void Lead(Socket near, Socket far)
    {
        try
        {
            if (!_cut) far.Connect(_far);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            near.Dispose();         // nobody listens there
            return;
        }

        if (far.Connected) new Thread(() => Copy(far, near)) { IsBackground = true }.Start();
        Copy(near, far);
    }

    private void Copy(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = from.Receive(buffer)) > 0;)
                if (!_cut) to.Send(buffer, length, SocketFlags.None);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of its ends is gone.
        }

        if (_cut) return;
        from.Dispose();
        to.Dispose();
    }
}
