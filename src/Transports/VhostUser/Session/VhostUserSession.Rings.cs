using System.Numerics;
using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <remarks>
/// Messages of one ring may come in any order (VU-24): each stores its raw value, and the message that completes the set starts the ring.
/// On a ring still alive such a message is an implicit stop (VU-27), except that a running ring may get another kick descriptor (VU-23) or
/// its own addresses again.
/// </remarks>
public sealed partial class VhostUserSession
{
    private void SetRingSize(ReadOnlySpan<byte> payload)
    {
        if (!TryRingState(payload, out Vring ring, out uint size)) return;
        if (size == 0 || size > _offer.MaxRingSize || !BitOperations.IsPow2(size))
        {
            Refuse(ring, RingSetUp.Size, $"{size} entries, expected a power of 2 up to {_offer.MaxRingSize}");
            return;
        }
        StopBeforeSetUp(ring);
        ring.Size = (ushort)size;
        ring.Take(RingSetUp.Size);
        ConsiderStart(ring);
    }

    private void SetRingBase(ReadOnlySpan<byte> payload)
    {
        if (!TryRingState(payload, out Vring ring, out uint index)) return;
        if (index > ushort.MaxValue)
        {
            // QEMU 7.2 with packed=on does this without accepting the feature (VQ-60).
            Refuse(ring, RingSetUp.Base,
                $"base 0x{index:x} is a packed ring's, and RING_PACKED is not negotiated; start QEMU without packed=on");
            return;
        }
        StopBeforeSetUp(ring);
        (ring.Base, ring.StoredBase) = ((ushort)index, (ushort)index);
        ring.Take(RingSetUp.Base);
        ConsiderStart(ring);
    }

    private void SetRingAddresses(ReadOnlySpan<byte> payload)
    {
        if (!VringAddresses.TryDecode(payload, out VringAddresses addresses))
        {
            _outcome.Fail($"payload of {payload.Length} bytes, expected {VringAddresses.Size}");
            return;
        }
        if (!TryRing(addresses.Index, out Vring ring)) return;
        if (addresses.Descriptors % SplitLayout.DescriptorAlignment != 0 || addresses.Used % SplitLayout.UsedAlignment != 0 ||
            addresses.Available % SplitLayout.AvailAlignment != 0)
        {
            Refuse(ring, RingSetUp.Addresses, $"descriptors 0x{addresses.Descriptors:x}, used 0x{addresses.Used:x}, " +
                $"avail 0x{addresses.Available:x} are not aligned to 16, 4, 2 bytes");
            return;
        }
        // Front-ends send a running ring its own addresses again to toggle dirty logging.
        bool same = ring.Stage == RingStage.Running && ring.Addresses is { } present && present.SamePlace(addresses);
        if (!same) StopBeforeSetUp(ring);
        ring.Addresses = addresses;
        ring.Take(RingSetUp.Addresses);
        ConsiderStart(ring);
    }

    /// <summary>GET_VRING_BASE stops the ring; the answer comes after the last byte is written (VU-33, VU-34).</summary>
    private void GetRingBase(ReadOnlySpan<byte> payload)
    {
        if (!VringState.TryDecode(payload, out VringState asked) || asked.Index >= _rings.Length)
        {
            // No reply could say so.
            _outcome.End($"{VhostUserRequest.GetVringBase} for ring {asked.Index}, payload of {payload.Length} bytes");
            return;
        }
        Vring ring = _rings[asked.Index];
        RingStopKind kind = ring.Stage == RingStage.Broken ? RingStopKind.Drop : RingStopKind.GetBase;
        StopAndForget(ring, kind);
        if (ring.Call is not null)
        {
            _outcome.Retire(ring.Call);
            ring.Call = null;
            _outcome.Emit(new SetCall(ring.Index, null));
        }
        _outcome.Answer(new ReplyVringBase(ring.Index));
    }

    private void SetRingEnable(ReadOnlySpan<byte> payload)
    {
        if (!TryRingState(payload, out Vring ring, out uint on)) return;
        if (on > 1) _outcome.Fail($"ring {ring.Index}: enable {on}, expected 0 or 1");
        else if (on == 0) Disable(ring);
        else
        {
            (ring.EnableSet, ring.Enabled) = (true, true);
            ConsiderStart(ring, asks: true);
        }
    }

    /// <summary>Refuses a part of a ring's set-up. A ring that does not run waits for a good one: the old part is not what the front-end
    /// means.</summary>
    private void Refuse(Vring ring, RingSetUp part, string reason)
    {
        if (!ring.Live) ring.Refused |= part;
        _outcome.Fail($"ring {ring.Index}: {reason}");
    }

    private bool TryRingState(ReadOnlySpan<byte> payload, out Vring ring, out uint value)
    {
        bool decoded = VringState.TryDecode(payload, out VringState state);
        value = state.Value;
        ring = _rings[0];
        if (!decoded) _outcome.Fail($"payload of {payload.Length} bytes, expected {VringState.Size}");
        return decoded && TryRing(state.Index, out ring);
    }

    private bool TryRing(uint index, out Vring ring)
    {
        bool exists = index < (uint)_rings.Length;
        ring = _rings[exists ? index : 0];
        if (!exists) _outcome.Fail($"ring {index}, there are {_rings.Length}");
        return exists;
    }
}
