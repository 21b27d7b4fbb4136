using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

public sealed partial class VhostUserSession
{
    private void SetRingKick(ReadOnlySpan<byte> payload)
    {
        if (!TryRingFd(payload, out Vring ring, out NotifyFd? kick)) return;
        if (kick is null)
        {
            _outcome.Fail($"ring {ring.Index}: no kick descriptor, and polling a guest's memory instead is not offered");   // VU-30
            return;
        }
        if (ring.Stage != RingStage.Running) StopBeforeSetUp(ring);
        ring.Take(RingSetUp.Kick);
        _outcome.Retire(ring.Kick);
        ring.Kick = kick;
        _outcome.Emit(new SetKick(ring.Index, kick));
        ConsiderStart(ring);
    }

    private void SetRingCall(ReadOnlySpan<byte> payload)
    {
        if (!TryRingFd(payload, out Vring ring, out NotifyFd? call)) return;
        _outcome.Retire(ring.Call);
        ring.Call = call;
        _outcome.Emit(new SetCall(ring.Index, call));
    }

    private void SetRingErr(ReadOnlySpan<byte> payload)
    {
        if (!TryRingFd(payload, out Vring ring, out NotifyFd? err)) return;
        _outcome.Retire(ring.Err);
        ring.Err = err;
        _outcome.Emit(new SetErr(ring.Index, err));
    }

    /// <summary>Takes the descriptor that a ring message carries, or none if its bit 8 says so (VU-30, VU-08).</summary>
    private bool TryRingFd(ReadOnlySpan<byte> payload, out Vring ring, out NotifyFd? handle)
    {
        handle = null;
        ring = _rings[0];
        if (!VringFd.TryDecode(payload, out VringFd asked))
        {
            _outcome.Fail($"payload of {payload.Length} bytes is no ring index");
            return false;
        }
        if (!TryRing(asked.Index, out ring)) return false;
        int expected = asked.NoFd ? 0 : 1;
        if (_fds.Count != expected)
        {
            _outcome.Fail($"ring {ring.Index}: {_fds.Count} descriptors, expected {expected}");
            return false;
        }
        if (asked.NoFd) return true;
        if (_fds[0].Notify is not { } notify)
        {
            _outcome.Fail($"ring {ring.Index}: the descriptor is neither eventfd, pipe nor socket");                        // VU-32
            return false;
        }
        _fds.Take(0);
        handle = notify;
        return true;
    }
}
