using GpioHub.Transports.VhostUser;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Makes messages that carry no descriptor.</summary>
internal static class Messages
{
    public static VhostUserMessage Plain(VhostUserRequest request, bool ack = false) => new(request, needReply: ack);

    public static VhostUserMessage U64(VhostUserRequest request, ulong value, bool ack = false) =>
        new(request, BitConverter.GetBytes(value), needReply: ack);

    public static VhostUserMessage Ring(VhostUserRequest request, uint ring, uint value, bool ack = false) =>
        new(request, new VringState(ring, value).Encode(), needReply: ack);

    public static VhostUserMessage NoFd(VhostUserRequest request, uint ring, bool ack = false) =>
        new(request, new VringFd(ring, NoFd: true).Encode(), needReply: ack);

    /// <summary>SET_VRING_ADDR with the three parts one behind the other, a page each.</summary>
    public static VhostUserMessage Addresses(uint ring, uint flags = 0, ulong at = 0x10_0000, bool ack = false)
    {
        ulong start = FrontEnd.UserBase + at + (ring * 0x1_0000);
        return new(VhostUserRequest.SetVringAddr,
            new VringAddresses(ring, flags, start, start + 0x8000, start + 0x4000, 0xdead_beef).Encode(), needReply: ack);
    }
}
