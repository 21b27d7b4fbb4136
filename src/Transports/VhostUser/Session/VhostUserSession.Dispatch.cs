namespace GpioHub.Transports.VhostUser;

public sealed partial class VhostUserSession
{
    private void Dispatch(VhostUserMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        if (!Offers(RequestRules.Needs(message.Request)))
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
            case VhostUserRequest.GetFeatures: _outcome.Answer((ulong)_offer.Features); break;
            case VhostUserRequest.SetFeatures: SetFeatures(payload); break;
            case VhostUserRequest.GetProtocolFeatures: _outcome.Answer((ulong)_offer.ProtocolFeatures); break;
            case VhostUserRequest.SetProtocolFeatures: SetProtocolFeatures(payload); break;
            case VhostUserRequest.SetOwner: Owned = true; break;         // libkrun sends it again and again (VU-20)
            case VhostUserRequest.ResetOwner: ResetOwner(); break;
            case VhostUserRequest.SetBackendReqFd: SetBackendChannel(); break;
            case VhostUserRequest.GetQueueNum: _outcome.Answer(VhostUserOffer.RingCount); break;
            case VhostUserRequest.ResetDevice: ResetDevice(); break;
            case VhostUserRequest.GetStatus: _outcome.Answer(Status); break;
            case VhostUserRequest.SetStatus: SetStatus(payload); break;

            case VhostUserRequest.SetMemTable: SetMemoryTable(payload); break;
            case VhostUserRequest.GetMaxMemSlots: _outcome.Answer((ulong)_offer.MaxMemorySlots); break;
            case VhostUserRequest.AddMemReg: AddMemoryRegion(payload); break;
            case VhostUserRequest.RemMemReg: RemoveMemoryRegion(payload); break;

            case VhostUserRequest.SetVringNum: SetRingSize(payload); break;
            case VhostUserRequest.SetVringAddr: SetRingAddresses(payload); break;
            case VhostUserRequest.SetVringBase: SetRingBase(payload); break;
            case VhostUserRequest.GetVringBase: GetRingBase(payload); break;
            case VhostUserRequest.SetVringKick: SetRingKick(payload); break;
            case VhostUserRequest.SetVringCall: SetRingCall(payload); break;
            case VhostUserRequest.SetVringErr: SetRingErr(payload); break;
            case VhostUserRequest.SetVringEnable: SetRingEnable(payload); break;

            case VhostUserRequest.GetConfig: GetConfig(message.Payload); break;
            case VhostUserRequest.SetConfig: SetConfig(message.Payload); break;

            default: _outcome.Fail("not served"); break;                          // never invent a reply (VU-09)
        }
    }
}
