using System.Numerics;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <remarks>
/// Messages of one ring may come in any order (VU-24): each stores its raw value, and the message that completes the set starts the ring.
/// On a ring still alive such a message is an implicit stop (VU-27), except that a running ring may get another kick descriptor (VU-23) or
/// its own addresses again.
/// </remarks>
internal sealed partial class RingTable
{
    public void SetSize(ReadOnlySpan<byte> payload, RingContext context, Outcome outcome)
    {
        if (!TryState(payload, outcome, out Vring ring, out uint size)) return;
        if (size == 0 || size > maxSize || (!BitOperations.IsPow2(size) && !IsPacked(context)))
        {
            ring.Refuse(RingSetUp.Size, $"{size} entries, expected {(IsPacked(context) ? "1" : "a power of 2")} up to {maxSize}", outcome);
            return;
        }
        StopBeforeSetUp(ring, outcome);
        ring.SetSize((ushort)size);
        ring.ConsiderStart(context, outcome);
    }

    public void SetBase(ReadOnlySpan<byte> payload, RingContext context, Outcome outcome)
    {
        if (!TryState(payload, outcome, out Vring ring, out uint index)) return;
        if (index > ushort.MaxValue && !IsPacked(context))
        {
            // QEMU 7.2 with packed=on does this without accepting the feature (VQ-60).
            ring.Refuse(RingSetUp.Base,
                $"base 0x{index:x} is a packed ring's, and RING_PACKED is not negotiated; start QEMU without packed=on", outcome);
            return;
        }
        StopBeforeSetUp(ring, outcome);
        ring.SetBase(index);
        ring.ConsiderStart(context, outcome);
    }

    public void SetAddresses(ReadOnlySpan<byte> payload, RingContext context, Outcome outcome)
    {
        if (!VringAddresses.TryDecode(payload, out VringAddresses addresses))
        {
            outcome.Fail($"payload of {payload.Length} bytes, expected {VringAddresses.Size}");
            return;
        }
        if (!TryRing(addresses.Index, outcome, out Vring ring)) return;
        if (addresses.Descriptors % SplitLayout.DescriptorAlignment != 0 || addresses.Used % SplitLayout.UsedAlignment != 0 ||
            addresses.Available % SplitLayout.AvailAlignment != 0)
        {
            ring.Refuse(RingSetUp.Addresses, $"descriptors 0x{addresses.Descriptors:x}, used 0x{addresses.Used:x}, " +
                $"avail 0x{addresses.Available:x} are not aligned to 16, 4, 2 bytes", outcome);
            return;
        }
        // Front-ends send a running ring its own addresses again to toggle dirty logging.
        bool same = ring.Stage == RingStage.Running && ring.Addresses is { } present && present.SamePlace(addresses);
        if (!same) StopBeforeSetUp(ring, outcome);
        ring.SetAddresses(addresses);
        ring.ConsiderStart(context, outcome);
    }

    /// <summary>GET_VRING_BASE stops the ring; the answer comes after the last byte is written (VU-33, VU-34).</summary>
    public void GetBase(ReadOnlySpan<byte> payload, Outcome outcome)
    {
        if (!VringState.TryDecode(payload, out VringState asked) || asked.Index >= _rings.Length)
        {
            // No reply could say so.
            outcome.End($"{VhostUserRequest.GetVringBase} for ring {asked.Index}, payload of {payload.Length} bytes");
            return;
        }
        Vring ring = _rings[asked.Index];
        ring.Stop(ring.Stage == RingStage.Broken ? RingStopKind.Drop : RingStopKind.GetBase, outcome);
        if (ring.Call is not null) ring.SetCall(null, outcome);
        outcome.Answer(new ReplyVringBase(ring.Index));
    }

    public void SetEnable(ReadOnlySpan<byte> payload, RingContext context, Outcome outcome)
    {
        if (!TryState(payload, outcome, out Vring ring, out uint on)) return;
        if (on > 1) outcome.Fail($"ring {ring.Index}: enable {on}, expected 0 or 1");
        else if (on == 0) ring.Disable(outcome);
        else
        {
            ring.Enable();
            ring.ConsiderStart(context, outcome, enables: true);
        }
    }

    public void SetKick(ReadOnlySpan<byte> payload, MessageFds fds, RingContext context, Outcome outcome)
    {
        if (!TryFd(payload, fds, outcome, out Vring ring, out NotifyFd? kick)) return;
        if (kick is null)
        {
            outcome.Fail($"ring {ring.Index}: no kick descriptor, and polling a guest's memory instead is not offered");   // VU-30
            return;
        }
        if (ring.Stage != RingStage.Running) StopBeforeSetUp(ring, outcome);
        ring.SetKick(kick, outcome);
        ring.ConsiderStart(context, outcome);
    }

    public void SetCall(ReadOnlySpan<byte> payload, MessageFds fds, Outcome outcome)
    {
        if (TryFd(payload, fds, outcome, out Vring ring, out NotifyFd? call)) ring.SetCall(call, outcome);
    }

    public void SetErr(ReadOnlySpan<byte> payload, MessageFds fds, Outcome outcome)
    {
        if (TryFd(payload, fds, outcome, out Vring ring, out NotifyFd? err)) ring.SetErr(err, outcome);
    }

    private static bool IsPacked(RingContext context) => context.Features is { } features && (features & DeviceFeatures.RingPacked) != 0;

    /// <summary>Takes the descriptor that a ring message carries, or none if its bit 8 says so (VU-30, VU-08).</summary>
    private bool TryFd(ReadOnlySpan<byte> payload, MessageFds fds, Outcome outcome, out Vring ring, out NotifyFd? handle)
    {
        handle = null;
        ring = _rings[0];
        if (!VringFd.TryDecode(payload, out VringFd asked))
        {
            outcome.Fail($"payload of {payload.Length} bytes is no ring index");
            return false;
        }
        if (!TryRing(asked.Index, outcome, out ring)) return false;
        int expected = asked.NoFd ? 0 : 1;
        if (fds.Count != expected)
        {
            outcome.Fail($"ring {ring.Index}: {fds.Count} descriptors, expected {expected}");
            return false;
        }
        if (asked.NoFd) return true;
        if (fds[0].Notify is not { } notify)
        {
            outcome.Fail($"ring {ring.Index}: the descriptor is neither eventfd, pipe nor socket");                        // VU-32
            return false;
        }
        fds.Take(0);
        handle = notify;
        return true;
    }

    private bool TryState(ReadOnlySpan<byte> payload, Outcome outcome, out Vring ring, out uint value)
    {
        bool decoded = VringState.TryDecode(payload, out VringState state);
        value = state.Value;
        ring = _rings[0];
        if (!decoded) outcome.Fail($"payload of {payload.Length} bytes, expected {VringState.Size}");
        return decoded && TryRing(state.Index, outcome, out ring);
    }

    private bool TryRing(uint index, Outcome outcome, out Vring ring)
    {
        bool exists = index < (uint)_rings.Length;
        ring = _rings[exists ? index : 0];
        if (!exists) outcome.Fail($"ring {index}, there are {_rings.Length}");
        return exists;
    }
}
