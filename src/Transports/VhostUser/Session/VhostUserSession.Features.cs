using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

public sealed partial class VhostUserSession
{
    private const ProtocolFeatures InbandNeeds = ProtocolFeatures.BackendReq | ProtocolFeatures.ReplyAck;

    private FileDescriptor? _backendChannel;
    private bool _featuresSet;

    /// <summary>SET_FEATURES: front-ends repeat it at every start, also while rings run (VU-18).</summary>
    private void SetFeatures(ReadOnlySpan<byte> payload)
    {
        if (!_outcome.TryU64(payload, out ulong value)) return;
        if ((value & ~(ulong)_offer.Features) is var extra and not 0)
        {
            _outcome.Fail($"feature bits 0x{extra:x} were never offered");        // the old set stays (VU-16)
            return;
        }

        var features = (DeviceFeatures)value;
        if (features != Features || !_featuresSet)
        {
            Vring[] running = [.. _rings.Where(r => r.Stage == RingStage.Running)];
            foreach (Vring ring in running) Pause(ring);
            (Features, _featuresSet) = (features, true);
            _outcome.Emit(new FeaturesChanged(features));
            RemapLiveRings();
        }

        // Without bit 30 there is no SET_VRING_ENABLE, and rings are enabled at once. With it only that message enables them (VU-17).
        bool byDefault = (features & DeviceFeatures.ProtocolFeatures) == 0;
        foreach (Vring ring in _rings)
        {
            if (byDefault) ring.EnableSet = null;
            ring.Enabled = ring.EnableSet ?? byDefault;
            ConsiderStart(ring);
        }
    }

    private void SetProtocolFeatures(ReadOnlySpan<byte> payload)
    {
        if (!_outcome.TryU64(payload, out ulong value)) return;
        var features = (ProtocolFeatures)value;
        if ((features & ProtocolFeatures.InbandNotifications) != 0 &&
            (!Offers(ProtocolFeatures.InbandNotifications) || (features & InbandNeeds) != InbandNeeds))
        {
            _outcome.End("INBAND_NOTIFICATIONS was accepted without what it needs: no kick would ever arrive");
        }
        else if ((features & ~_offer.ProtocolFeatures) is var extra and not 0)
        {
            _outcome.Fail($"protocol feature bits 0x{(ulong)extra:x} were never offered");
        }
        else
        {
            ProtocolFeatures = features;
        }
    }

    /// <summary>RESET_OWNER is deprecated, and implementations differ about it: rings are disabled, the rest stays (VU-59).</summary>
    private void ResetOwner()
    {
        foreach (Vring ring in _rings) Disable(ring);
    }

    /// <summary>RESET_DEVICE: rings stopped and disabled, lines to their initial state;
    /// features, memory, error descriptors stay (VU-47).</summary>
    private void ResetDevice()
    {
        foreach (Vring ring in _rings)
        {
            StopAndForget(ring, RingStopKind.Drop);
            (ring.EnableSet, ring.Enabled, ring.StoredBase) = (false, false, 0);
            (ring.Size, ring.Addresses) = (null, null);
        }
        Status = 0;
        _outcome.Emit(new ResetDevice());
    }

    /// <summary>SET_STATUS: 0 is a stop without writing, never a reset; QEMU sends it also when a machine is paused (VU-21).</summary>
    private void SetStatus(ReadOnlySpan<byte> payload)
    {
        if (!_outcome.TryU64(payload, out ulong value)) return;
        if (value > byte.MaxValue)
        {
            _outcome.Fail($"status 0x{value:x} is wider than a byte");
            return;
        }
        Status = (byte)value;
        if (value != 0) return;
        foreach (Vring ring in _rings)
        {
            if (ring.Live) StopAndForget(ring, RingStopKind.Drop);
        }
    }

    /// <summary>SET_BACKEND_REQ_FD: the descriptor is kept, because User-Mode Linux needs it to be accepted; nothing is ever sent on it
    /// (VU-11).</summary>
    private void SetBackendChannel()
    {
        if (_fds.Count != 1)
        {
            _outcome.Fail("no descriptor");
            return;
        }
        _outcome.Retire(_backendChannel);
        _backendChannel = _fds.Take(0);
    }
}
