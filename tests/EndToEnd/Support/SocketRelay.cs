using System.Buffers.Binary;
using GpioHub.Transports.Native;

namespace GpioHub.EndToEnd.Support;

/// <summary>A Unix socket that passes vhost-user messages with their descriptors on to another, and can drop the connection as the hub
/// would.</summary>
/// <remarks>One connection at a time. Rings and memory are shared without it, so it does not slow requests.</remarks>
public sealed class SocketRelay : IAsyncDisposable
{
    private const ulong FromFrontEnd = 1, FromHub = 2, Wake = 3;

    // vhost-user's message header: request, flags, size of the payload; u32 each.
    private const int HeaderBytes = 12, SizeOffset = 8;

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

    /// <summary>Closes the present connection on both sides; the next connection is relayed again.</summary>
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

    /// <summary>Passes one message on: descriptors must stay with the message they came with.</summary>
    private static bool Pass(UnixStream from, UnixStream to)
    {
        var fds = new List<FileDescriptor>();
        try
        {
            byte[] message = new byte[HeaderBytes];
            if (!Fill(from, message, fds)) return false;
            int payload = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(SizeOffset));
            Array.Resize(ref message, HeaderBytes + payload);
            if (payload > 0 && !Fill(from, message.AsSpan(HeaderBytes), fds)) return false;

            for (int sent = 0; sent < message.Length;)
            {
                int taken = to.Send(message.AsSpan(sent), sent == 0 ? [.. fds] : []);
                if (taken > 0) sent += taken;       // -1: no room yet, which does not happen with so few bytes
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

    /// <returns>False: the sender has closed.</returns>
    private static bool Fill(UnixStream from, Span<byte> bytes, List<FileDescriptor> fds)
    {
        while (!bytes.IsEmpty)
        {
            int got = from.Receive(bytes, fds, out _);
            if (got == 0) return false;
            if (got > 0) bytes = bytes[got..];      // -1: the rest of a message that has begun is on its way
        }
        return true;
    }
}
