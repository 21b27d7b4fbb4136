using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The floor's second half: epoll_wait, read one eventfd, write another; until its peer goes.</summary>
internal static class Pong
{
    private const ulong KickTag = 1, PeerTag = 2;

    public static void Run(string socket)
    {
        using UnixStream peer = UnixStream.Connect(socket);
        using EventFd kicked = EventFd.Create();
        Handover.Give(peer, kicked);
        using NotifyFd answer = Handover.Take(peer);
        using Epoll epoll = Epoll.Create();
        epoll.Add(kicked, EpollEvents.In, KickTag);
        epoll.Add(peer, EpollEvents.In, PeerTag);
        Handover.Done(peer);

        Span<EpollEvent> ready = stackalloc EpollEvent[1];
        while (Turn(epoll, ready, kicked, answer))
        {
        }
    }

    private static bool Turn(Epoll epoll, Span<EpollEvent> ready, EventFd kicked, NotifyFd answer)
    {
        if (epoll.Wait(ready, timeoutMs: -1) == 0) return true;
        if (ready[0].Tag == PeerTag) return false;
        kicked.Drain();
        answer.Signal();
        return true;
    }
}
