using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Tests.Support;

internal sealed partial class MiniBackend
{
    private void Report(string? refusal)
    {
        if (refusal is null) _session!.MemoryApplied();
        else _session!.MemoryRefused(refusal);
    }

    private void Start(int ring)
    {
        if (_session!.DescribeRing(ring, _memory!.Memory, out RingSetup setup) is { } why)
        {
            _session.RingFailed(ring, why);
            return;
        }

        if (_session.NoRingAlive && setup.Base is 0 or PackedLayout.FirstBase) Device.Reset();    // VU-47, as far as it matters here
        _paused[ring] = false;
        RingFault fault = _rings[ring].TryStart(_memory.Memory, setup.At, setup.Size, setup.Base, setup.Features);
        if (fault == RingFault.None) _session.RingStarted(ring);
        else _session.RingFailed(ring, fault.ToString());
    }

    private void Quiesce(int ring, RingStopKind kind)
    {
        if (kind is RingStopKind.GetBase or RingStopKind.Disable)
        {
            _paused[ring] &= kind == RingStopKind.Disable;
            if (ring == 0) _rings[0].FailAll(GpioResponse.Error);
            else if (kind == RingStopKind.GetBase) Device.ReturnAllPairs();
            Publish();
        }

        if (kind == RingStopKind.Disable) _paused[ring] = true;
        else _session!.RingStopped(ring, _rings[ring].Stop());
    }

    private void Watch(int ring, NotifyFd? kick)
    {
        if (_kicks[ring] is { } old) _epoll.Remove(old);
        _kicks[ring] = kick;
        if (kick is not null) _epoll.Add(kick, EpollEvents.In, (ulong)ring);
    }

    private void SwapCall(int ring, NotifyFd? call)
    {
        _calls[ring] = call;
        call?.Signal();         // VU-31: what was published may have been signalled on the old descriptor
    }
}
