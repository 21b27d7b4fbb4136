using GpioHub.Transports.Native;

namespace GpioHub.TestKit.Memory;

/// <summary>A stand-in for a listening socket, to which a guest's front-end connects inside this process.</summary>
internal sealed class LocalListener : UnixListener, IWatchable
{
    private const int ConnectionRefused = 111;      // ECONNREFUSED

    private readonly Queue<LocalStream> _arrived = new();

    public bool IsReady => _arrived.Count > 0;

    public long Raised { get; private set; }

    /// <returns>The front-end's end.</returns>
    /// <exception cref="ErrnoException">ECONNREFUSED: nobody listens any more.</exception>
    public UnixStream Connect()
    {
        if (IsClosed) throw new ErrnoException("connect", ConnectionRefused);
        var (ours, theirs) = LocalStream.Connected();
        _arrived.Enqueue(theirs);
        Raised++;
        return ours;
    }

    public override UnixStream? Accept(out bool turnedAway)
    {
        turnedAway = false;
        return _arrived.TryDequeue(out var stream) ? stream : null;
    }
}
