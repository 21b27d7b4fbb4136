using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The exchange of eventfds between the floor's two processes.</summary>
internal static class Handover
{
    public static void Give(UnixStream peer, EventFd mine) => peer.Send([1], [mine]);

    public static NotifyFd Take(UnixStream peer)
    {
        List<FileDescriptor> received = [];
        Receive(peer, received);
        if (received.Count != 1 || !NotifyFd.TryAdopt(received[0], out NotifyFd? theirs))
            throw new InvalidOperationException("no eventfd came");
        return theirs;
    }

    public static void Done(UnixStream peer) => peer.Send([2], []);

    public static void AwaitDone(UnixStream peer) => Receive(peer, []);

    private static void Receive(UnixStream peer, List<FileDescriptor> fds)
    {
        Span<byte> one = stackalloc byte[1];
        Readiness.WaitToRead(peer, timeoutMs: -1);
        if (peer.Receive(one, fds, out _) != 1) throw new InvalidOperationException("the other half of the floor has gone");
    }
}
