namespace GpioHub.Transports.VhostUser;

/// <summary>What holds of a message before anybody looks into it.</summary>
internal static class RequestRules
{
    /// <summary>The protocol feature without which a message does not exist. That it is offered is enough: old front-ends forget to
    /// acknowledge it (VU-17).</summary>
    public static ProtocolFeatures Needs(VhostUserRequest request) => request switch
    {
        VhostUserRequest.GetQueueNum => ProtocolFeatures.Mq,
        VhostUserRequest.SetBackendReqFd => ProtocolFeatures.BackendReq,
        VhostUserRequest.GetConfig or VhostUserRequest.SetConfig => ProtocolFeatures.Config,
        VhostUserRequest.ResetDevice => ProtocolFeatures.ResetDevice,
        VhostUserRequest.GetMaxMemSlots or VhostUserRequest.AddMemReg or VhostUserRequest.RemMemReg => ProtocolFeatures.ConfigureMemSlots,
        VhostUserRequest.GetStatus or VhostUserRequest.SetStatus => ProtocolFeatures.Status,
        _ => ProtocolFeatures.None,
    };

    /// <summary>The most descriptors that may come with a message.</summary>
    /// <param name="memorySlots">Most regions of a memory table.</param>
    public static int MostFds(VhostUserRequest request, int memorySlots) => request switch
    {
        VhostUserRequest.SetMemTable => memorySlots,
        VhostUserRequest.AddMemReg or VhostUserRequest.RemMemReg or VhostUserRequest.SetBackendReqFd => 1,
        VhostUserRequest.SetVringKick or VhostUserRequest.SetVringCall or VhostUserRequest.SetVringErr => 1,
        VhostUserRequest.GetConfig => int.MaxValue,                      // it has its own form of an error
        _ => 0,
    };

    /// <summary>Whether the front-end waits for a value that cannot say "failed". A fault in such a message ends the connection.</summary>
    public static bool HasOwnReply(VhostUserRequest request) => request
        is VhostUserRequest.GetFeatures or VhostUserRequest.GetProtocolFeatures or VhostUserRequest.GetQueueNum
        or VhostUserRequest.GetVringBase or VhostUserRequest.GetMaxMemSlots or VhostUserRequest.GetStatus;
}
