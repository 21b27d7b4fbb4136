using GpioHub.Transports.Native;

namespace GpioHub.EndToEnd.Support;

/// <summary>A Unix socket that passes bytes and descriptors on to another, and can drop the connection: what a front-end sees when the hub drops it.</summary>
/// <remarks>One connection at a time. Rings and memory are shared past it, so it is not in the way of requests.</remarks>
public sealed class SocketRelay : IAsyncDisposable
{
    private const ulong FromFrontEnd = 1, FromHub = 2, Wake = 3;
    private const int ChunkBytes = 64 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-relay-").FullName;
    private readonly string _target;
    private readonly UnixListener _listener;
    private readonly EventFd _wake = EventFd.Create();
    private readonly Thread _thread;
    private volatile bool _stopped;

    /// <param name="target">The hub's socket.</param>
    public SocketRelay(string target)
    {
        _target = target;
        _listener = UnixListener.Bind(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _thread = new Thread(Serve) { IsBackground = true, Name = "relay" };
        _thread.Start();
    }

    public string Path => System.IO.Path.Combine(_folder, "relay.sock");

    /// <summary>Closes the present connection on both sides; the next one is served again.</summary>
    public void Drop() => _wake.Signal();

    public ValueTask DisposeAsync()
    {
        _stopped = true;
        _wake.Signal();
        _thread.Join();
        _listener.Dispose();
        _wake.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Serve()
    {
        using var waiting = Epoll.Create();
        waiting.Add(_listener, EpollEvents.In, FromFrontEnd);
        waiting.Add(_wake, EpollEvents.In, Wake);
        Span<EpollEvent> ready = stackalloc EpollEvent[2];
        while (!_stopped)
        {
            waiting.Wait(ready, timeoutMs: -1);
            _wake.Drain();
            using var frontEnd = _listener.Accept();
            if (frontEnd is null) continue;
            using var hub = UnixStream.Connect(_target);
            Relay(frontEnd, hub);
        }
    }

    private void Relay(UnixStream frontEnd, UnixStream hub)
    {
        using var waiting = Epoll.Create();
        waiting.Add(frontEnd, EpollEvents.In, FromFrontEnd);
        waiting.Add(hub, EpollEvents.In, FromHub);
        waiting.Add(_wake, EpollEvents.In, Wake);
        Span<EpollEvent> ready = stackalloc EpollEvent[3];
        while (true)
        {
            int count = waiting.Wait(ready, timeoutMs: -1);
            foreach (var e in ready[..count])
            {
                bool open = e.Tag switch
                {
                    FromFrontEnd => Pass(frontEnd, hub),
                    FromHub => Pass(hub, frontEnd),
                    _ => false,
                };
                if (!open) return;
            }
        }
    }

    private static bool Pass(UnixStream from, UnixStream to)
    {
        Span<byte> chunk = new byte[ChunkBytes];
        var fds = new List<FileDescriptor>();
        try
        {
            int got = from.Receive(chunk, fds, out _);
            if (got == 0) return false;
            for (int sent = 0; sent < got;)
            {
                int taken = to.Send(chunk[sent..got], sent == 0 ? [.. fds] : []);
                if (taken > 0) sent += taken;       // −1: the other side is slow; messages are small and few
            }
            return true;
        }
        catch (ErrnoException)
        {
            return false;       // the other side has gone
        }
        finally
        {
            foreach (var fd in fds) fd.Dispose();
        }
    }
}
