using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>The descriptors of the message being handled: the handler takes each, or it is closed at the end (VU-08).</summary>
internal sealed class MessageFds(IReadOnlyList<ReceivedFd> fds)
{
    private readonly bool[] _taken = new bool[fds.Count];

    public int Count => fds.Count;

    public ReceivedFd this[int index] => fds[index];

    /// <summary>Takes a descriptor; the caller closes it.</summary>
    public FileDescriptor Take(int index)
    {
        _taken[index] = true;
        return fds[index].Handle;
    }

    public void CloseRest()
    {
        for (int i = 0; i < _taken.Length; i++)
        {
            if (!_taken[i]) fds[i].Handle.Dispose();
        }
    }
}
