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
        int mostFds = RequestRules.MostFds(message.Request, _memory.MaxSlots);
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
            case VhostUserRequest.ResetOwner: _rings.Disable(_outcome); break;
            case VhostUserRequest.SetBackendReqFd: SetBackendChannel(); break;
            case VhostUserRequest.GetQueueNum: _outcome.Answer(VhostUserOffer.RingCount); break;
            case VhostUserRequest.ResetDevice: ResetDevice(); break;
            case VhostUserRequest.GetStatus: _outcome.Answer(Status); break;
            case VhostUserRequest.SetStatus: SetStatus(payload); break;

            case VhostUserRequest.SetMemTable: ChangeMemory(_memory.TryReplace(payload, _fds, _outcome)); break;
            case VhostUserRequest.GetMaxMemSlots: _outcome.Answer((ulong)_memory.MaxSlots); break;
            case VhostUserRequest.AddMemReg: ChangeMemory(_memory.TryAdd(payload, _fds, _outcome)); break;
            case VhostUserRequest.RemMemReg: ChangeMemory(_memory.TryRemove(payload, _fds, _outcome)); break;

            case VhostUserRequest.SetVringNum: _rings.SetSize(payload, Context, _outcome); break;
            case VhostUserRequest.SetVringAddr: _rings.SetAddresses(payload, Context, _outcome); break;
            case VhostUserRequest.SetVringBase: _rings.SetBase(payload, Context, _outcome); break;
            case VhostUserRequest.GetVringBase: _rings.GetBase(payload, _outcome); break;
            case VhostUserRequest.SetVringKick: _rings.SetKick(payload, _fds, Context, _outcome); break;
            case VhostUserRequest.SetVringCall: _rings.SetCall(payload, _fds, _outcome); break;
            case VhostUserRequest.SetVringErr: _rings.SetErr(payload, _fds, _outcome); break;
            case VhostUserRequest.SetVringEnable: _rings.SetEnable(payload, Context, _outcome); break;

            case VhostUserRequest.GetConfig: _config.Get(message.Payload, _fds, _outcome); break;
            case VhostUserRequest.SetConfig: _config.Set(message.Payload, _outcome); break;

            default: _outcome.Fail("not served"); break;                 // never invent a reply (VU-09)
        }
    }

    private void SetFeatures(ReadOnlySpan<byte> payload)
    {
        if (_features.TrySetFeatures(payload, _outcome, out bool changed)) _rings.TakeFeatures(Features, changed, Context, _outcome);
    }

    /// <param name="asked">The message is sound, and the owner is to change the map.</param>
    private void ChangeMemory(bool asked)
    {
        if (asked) _rings.TakeMemory(Context, _outcome);
    }

    /// <summary>RESET_DEVICE: rings stopped and disabled, lines to their initial state;
    /// features, memory, error descriptors stay (VU-47).</summary>
    private void ResetDevice()
    {
        _rings.Reset(_outcome);
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
        if (value == 0) _rings.DropLive(_outcome);
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
