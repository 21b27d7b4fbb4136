using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The floor's second half: epoll_wait, read one eventfd, write another; until its peer ends.</summary>
internal static class Pong
{
    private const ulong KickTag = 1, PeerTag = 2;

    public static void Run(string socket)
    {
        using UnixStream peer = UnixStream.Connect(socket);
        using EventFd kickedFd = EventFd.Create();
        Handover.Give(peer, kickedFd);
        using NotifyFd answerFd = Handover.Take(peer);
        using Epoll set = Epoll.Create();
        set.Add(kickedFd, EpollEvents.In, KickTag);
        set.Add(peer, EpollEvents.In, PeerTag);
        using var epoll = new BareEpoll(set);
        using var kicked = new BareEventFd(kickedFd);
        using var answer = new BareEventFd(answerFd);
        Handover.Done(peer);
        while (Turn(epoll, kicked, answer))
        {
        }
    }

    private static bool Turn(BareEpoll epoll, BareEventFd kicked, BareEventFd answer)
    {
        if (!epoll.Wait(out ulong tag)) return true;
        if (tag == PeerTag) return false;
        kicked.Take();
        answer.Signal();
        return true;
    }
}
