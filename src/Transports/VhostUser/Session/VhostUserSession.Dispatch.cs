namespace GpioHub.Transports.VhostUser;

public sealed partial class VhostUserSession
{
    private void Dispatch(VhostUserMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        if (!_features.Offers(RequestRules.Needs(message.Request)))
        {
            _outcome.Fail("not offered");
            return;
        }
        int mostFds = RequestRules.MostFds(message.Request, _offer.MaxMemorySlots);
        if (_fds.Count > mostFds)
        {
            string reason = $"{_fds.Count} descriptors, at most {mostFds}";
            if (RequestRules.HasOwnReply(message.Request)) _outcome.End($"{message.Request} with {reason}");
            else _outcome.Fail(reason);
            return;
        }

        switch (message.Request)
        {
            case VhostUserRequest.GetFeatures: _features.GetFeatures(_outcome); break;
            case VhostUserRequest.SetFeatures: SetFeatures(payload); break;
            case VhostUserRequest.GetProtocolFeatures: _features.GetProtocolFeatures(_outcome); break;
            case VhostUserRequest.SetProtocolFeatures: _features.SetProtocolFeatures(payload, _outcome); break;
            case VhostUserRequest.SetOwner: Owned = true; break;         // libkrun sends it again and again (VU-20)
            case VhostUserRequest.ResetOwner: ResetOwner(); break;
            case VhostUserRequest.SetBackendReqFd: SetBackendChannel(); break;
            case VhostUserRequest.GetQueueNum: _outcome.Answer(VhostUserOffer.RingCount); break;
            case VhostUserRequest.ResetDevice: ResetDevice(); break;
            case VhostUserRequest.GetStatus: _outcome.Answer(Status); break;
            case VhostUserRequest.SetStatus: SetStatus(payload); break;

            case VhostUserRequest.SetMemTable: ChangeMemory(_memory.TryReplace(payload, _fds, _outcome)); break;
            case VhostUserRequest.GetMaxMemSlots: _memory.GetMaxSlots(_outcome); break;
            case VhostUserRequest.AddMemReg: ChangeMemory(_memory.TryAdd(payload, _fds, _outcome)); break;
            case VhostUserRequest.RemMemReg: ChangeMemory(_memory.TryRemove(payload, _fds, _outcome)); break;

            case VhostUserRequest.SetVringNum: SetRingSize(payload); break;
            case VhostUserRequest.SetVringAddr: SetRingAddresses(payload); break;
            case VhostUserRequest.SetVringBase: SetRingBase(payload); break;
            case VhostUserRequest.GetVringBase: GetRingBase(payload); break;
            case VhostUserRequest.SetVringKick: SetRingKick(payload); break;
            case VhostUserRequest.SetVringCall: SetRingCall(payload); break;
            case VhostUserRequest.SetVringErr: SetRingErr(payload); break;
            case VhostUserRequest.SetVringEnable: SetRingEnable(payload); break;

            case VhostUserRequest.GetConfig: _config.Get(message.Payload, _fds, _outcome); break;
            case VhostUserRequest.SetConfig: _config.Set(message.Payload, _outcome); break;

            default: _outcome.Fail("not served"); break;                          // never invent a reply (VU-09)
        }
    }
    /// <summary>SET_FEATURES: the rings pause for a change, and are looked up again with the new ones (VU-18).</summary>
    private void SetFeatures(ReadOnlySpan<byte> payload)
    {
        if (!_features.TrySetFeatures(payload, _outcome, out bool changed)) return;
        if (changed)
        {
            Vring[] running = [.. _rings.Where(r => r.Stage == RingStage.Running)];
            foreach (Vring ring in running) Pause(ring);
            _outcome.Emit(new FeaturesChanged(Features));
            RemapLiveRings();
        }

        // Without bit 30 there is no SET_VRING_ENABLE, and rings are enabled at once. With it only that message enables them (VU-17).
        bool byDefault = (Features & DeviceFeatures.ProtocolFeatures) == 0;
        foreach (Vring ring in _rings)
        {
            if (byDefault) ring.EnableSet = null;
            ring.Enabled = ring.EnableSet ?? byDefault;
            ConsiderStart(ring);
        }
    }

    /// <summary>Applies a memory change between two turns. No ring needs to stop for it: chains in flight are kept as guest addresses
    /// (VU-40).</summary>
    private void ChangeMemory(bool asked)
    {
        if (!asked) return;
        RemapLiveRings();
        foreach (Vring ring in _rings) ConsiderStart(ring);
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
