using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The fan-out's floor, second half: epoll_wait, read one eventfd, write all the others; until its peer ends.</summary>
internal static class FanPong
{
    private const ulong KickTag = 1, PeerTag = 2;

    public static void Run(string socket, int fan)
    {
        using UnixStream peer = UnixStream.Connect(socket);
        using EventFd kickedFd = EventFd.Create();
        Handover.Give(peer, kickedFd);
        var answers = new BareEventFd[fan];
        for (int i = 0; i < fan; i++)
        {
            answers[i] = new BareEventFd(Handover.Take(peer));
            Handover.Done(peer);
        }

        using Epoll set = Epoll.Create();
        set.Add(kickedFd, EpollEvents.In, KickTag);
        set.Add(peer, EpollEvents.In, PeerTag);
        using var epoll = new BareEpoll(set);
        using var kicked = new BareEventFd(kickedFd);
        while (true)
        {
            if (!epoll.Wait(out ulong tag)) continue;
            if (tag == PeerTag) return;
            kicked.Take();
            foreach (BareEventFd answer in answers) answer.Signal();
        }
    }
}
