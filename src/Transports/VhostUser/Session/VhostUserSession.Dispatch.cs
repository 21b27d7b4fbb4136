namespace GpioHub.Transports.VhostUser;

public sealed partial class VhostUserSession
{
    private void Dispatch(VhostUserMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        if (!Offers(Needs(_request)))
        {
            Fail("not offered");
            return;
        }
        if (_fds.Count > MostFds(_request))
        {
            string reason = $"{_fds.Count} descriptors, at most {MostFds(_request)}";
            if (HasOwnReply(_request)) End($"{_request} with {reason}");
            else Fail(reason);
            return;
        }

        switch (_request)
        {
            case VhostUserRequest.GetFeatures: Answer((ulong)_offer.Features); break;
            case VhostUserRequest.SetFeatures: SetFeatures(payload); break;
            case VhostUserRequest.GetProtocolFeatures: Answer((ulong)_offer.ProtocolFeatures); break;
            case VhostUserRequest.SetProtocolFeatures: SetProtocolFeatures(payload); break;
            case VhostUserRequest.SetOwner: Owned = true; break;         // libkrun sends it again and again (VU-20)
            case VhostUserRequest.ResetOwner: ResetOwner(); break;
            case VhostUserRequest.SetBackendReqFd: SetBackendChannel(); break;
            case VhostUserRequest.GetQueueNum: Answer(VhostUserOffer.RingCount); break;
            case VhostUserRequest.ResetDevice: ResetDevice(); break;
            case VhostUserRequest.GetStatus: Answer(Status); break;
            case VhostUserRequest.SetStatus: SetStatus(payload); break;

            case VhostUserRequest.SetMemTable: SetMemoryTable(payload); break;
            case VhostUserRequest.GetMaxMemSlots: Answer((ulong)_offer.MaxMemorySlots); break;
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

            default: Fail("not served"); break;                          // never invent a reply (VU-09)
        }
    }

    /// <summary>The protocol feature without which a message does not exist. That it is offered is enough: old front-ends forget to
    /// acknowledge it (VU-17).</summary>
    private static ProtocolFeatures Needs(VhostUserRequest request) => request switch
    {
        VhostUserRequest.GetQueueNum => ProtocolFeatures.Mq,
        VhostUserRequest.SetBackendReqFd => ProtocolFeatures.BackendReq,
        VhostUserRequest.GetConfig or VhostUserRequest.SetConfig => ProtocolFeatures.Config,
        VhostUserRequest.ResetDevice => ProtocolFeatures.ResetDevice,
        VhostUserRequest.GetMaxMemSlots or VhostUserRequest.AddMemReg or VhostUserRequest.RemMemReg => ProtocolFeatures.ConfigureMemSlots,
        VhostUserRequest.GetStatus or VhostUserRequest.SetStatus => ProtocolFeatures.Status,
        _ => ProtocolFeatures.None,
    };

    private int MostFds(VhostUserRequest request) => request switch
    {
        VhostUserRequest.SetMemTable => _offer.MaxMemorySlots,
        VhostUserRequest.AddMemReg or VhostUserRequest.RemMemReg or VhostUserRequest.SetBackendReqFd => 1,
        VhostUserRequest.SetVringKick or VhostUserRequest.SetVringCall or VhostUserRequest.SetVringErr => 1,
        VhostUserRequest.GetConfig => int.MaxValue,                      // it has its own form of an error
        _ => 0,
    };

    /// <summary>Whether the front-end waits for a value that cannot say "failed". A fault in such a message ends the connection.</summary>
    private static bool HasOwnReply(VhostUserRequest request) => request
        is VhostUserRequest.GetFeatures or VhostUserRequest.GetProtocolFeatures or VhostUserRequest.GetQueueNum
        or VhostUserRequest.GetVringBase or VhostUserRequest.GetMaxMemSlots or VhostUserRequest.GetStatus;
}
