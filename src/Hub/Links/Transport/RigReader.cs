using System.Diagnostics;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;

namespace GpioHub.Hub.Links.Transport;

/// <summary>Reads a connection on links' reactor, which watches its socket: what comes is decoded and at the links in the turn that finds
/// it, and no thread is woken between. The reactor only, but for <see cref="Begin"/>.</summary>
/// <remarks>Guests are served by the same thread, so a turn reads a bounded part (<see cref="SocketStream.MostInATurn"/>), and of a
/// connection that brings too much nothing is read for a while: all that a peer may have then take a quarter of the reactor's time.
/// </remarks>
/// <param name="stream">With or without TLS, over <paramref name="socket"/>.</param>
/// <param name="ended">Called once, when nothing more is read: why; null = the other end sends no more.</param>
/// <param name="pause">Waits for so long.</param>
internal sealed class RigReader(IReactor reactor, SocketStream socket, Stream stream, RigFilter filter, Action<Exception?> ended,
    Func<TimeSpan, Task> pause) : IReadyHandler
{
    // Times as long as it was read: a quarter for all connections of a peer, of which one is this host's own.
    private const int RestsFor = 4 * (RigConnections.MostOfOne + 1) - 1;

    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(1);
    private static readonly Action<object> s_read = static reader => ((RigReader)reader).Read();
    private static readonly Action<object> s_goOn = static reader => ((RigReader)reader).GoOn();

    private readonly FrameReader _frames = new(stream);
    private bool _isOver;

    /// <summary>Begins, soon. Any thread.</summary>
    public void Begin() => reactor.Post(this, s_read);

    public void OnReady(EpollEvents events)
    {
        long began = Stopwatch.GetTimestamp();
        socket.Continue();
        RestIfTooMuch(began);
    }

    private void Read()
    {
        long began = Stopwatch.GetTimestamp();
        reactor.Watch(socket.Handle, EpollEvents.In, this);
        _ = ReadAsync();
        RestIfTooMuch(began);
    }

    /// <summary>Goes on within <see cref="SocketStream.Continue"/> whenever it has waited.</summary>
    private async Task ReadAsync()
    {
        Exception? why = null;
        try
        {
            _frames.Most = filter.MostBytes;
            while (await _frames.NextAsync().ConfigureAwait(false))
            {
                filter.Take(_frames.Frame);
                _frames.Most = filter.MostBytes;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            why = e;
        }

        _isOver = true;
        reactor.Unwatch(socket.Handle);
        ended(why);
    }

    /// <remarks>Its end is heard all the same.</remarks>
    private void RestIfTooMuch(long began)
    {
        int parts = _frames.TakeParts();
        if (!filter.TakeExcess(socket.Records?.Take() ?? parts) || _isOver) return;
        var time = RestsFor * Stopwatch.GetElapsedTime(began);
        reactor.Rewatch(socket.Handle, EpollEvents.None);
        pause(time > ShortestRest ? time : ShortestRest)
            .ContinueWith(_ => reactor.Post(this, s_goOn), TaskScheduler.Default);
    }

    private void GoOn()
    {
        if (!_isOver) reactor.Rewatch(socket.Handle, EpollEvents.In);
    }
}
