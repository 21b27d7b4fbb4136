using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>What a front-end sends from its start over pauses and reboots, and how it goes over a socket.</summary>
internal static class Script
{
    private static readonly RegionDescription Upper = new(0x1000_0000, FrontEnd.RamSize, FrontEnd.UserBase + 0x1000_0000, 0);

    public static VhostUserMessage Protocol => U64(SetProtocolFeatures, (ulong)VhostUserOffer.UsualProtocolFeatures);

    /// <summary>Boot, pause, reboot, another driver; new call descriptors in between, and some messages that are refused.</summary>
    public static IEnumerable<VhostUserMessage> Life(FrontEnd front)
    {
        yield return Plain(GetFeatures);
        yield return Plain(GetProtocolFeatures);
        yield return Protocol;
        yield return Plain(SetOwner);
        yield return new(GetConfig, new byte[12 + 8], needReply: false);
        ReceivedFd shared = front.Notification();                          // one call descriptor for both rings
        foreach (var message in Start(front, shared)) yield return message;
        yield return Plain(GetFeatures, ack: true);
        foreach (uint ring in (uint[])[0, 1]) yield return Ring(SetVringEnable, ring, 0, ack: true);
        foreach (uint ring in (uint[])[0, 1]) yield return Ring(SetVringEnable, ring, 1, ack: true);
        for (int i = 0; i < 3; i++) yield return Call(i % 2 == 0 ? front.Notification() : shared, 0);
        yield return front.Region(AddMemReg, Upper, ack: true);
        yield return Ring(SetVringNum, 0, 3, ack: true);                   // refused
        foreach (uint ring in (uint[])[0, 1]) yield return Ring(GetVringBase, ring, 0);
        yield return front.Region(RemMemReg, Upper, ack: true, withFd: false);
        foreach (var message in Start(front, front.Notification())) yield return message;
        yield return Plain(VhostUserRequest.ResetDevice, ack: true);
        foreach (var message in Start(front, shared)) yield return message;
        foreach (uint ring in (uint[])[1, 0]) yield return Ring(GetVringBase, ring, 0);
    }

    /// <summary>Sends a message; its header and its payload at once, or one after the other.</summary>
    public static void Send(UnixStream socket, VhostUserMessage message, bool apart)
    {
        byte[] bytes = new byte[VhostUserHeader.Size + message.Payload.Length];
        message.Header.Encode(bytes);
        message.Payload.Span.CopyTo(bytes.AsSpan(VhostUserHeader.Size));
        int first = apart ? VhostUserHeader.Size : bytes.Length;
        Assert.Equal(first, socket.Send(bytes.AsSpan(0, first), [.. message.Fds.Select(fd => fd.Handle)]));
        if (first < bytes.Length) Assert.Equal(bytes.Length - first, socket.Send(bytes.AsSpan(first), []));
    }

    /// <summary>Every byte that has arrived.</summary>
    public static byte[] Arrived(UnixStream socket)
    {
        var all = new List<byte>();
        byte[] buffer = new byte[4096];
        while (socket.Receive(buffer, [], out _) is > 0 and var got) all.AddRange(buffer[..got]);
        return [.. all];
    }

    private static IEnumerable<VhostUserMessage> Start(FrontEnd front, ReceivedFd call)
    {
        yield return U64(SetFeatures, (ulong)VhostUserOffer.SplitFeatures, ack: true);
        yield return front.MemoryTable(ack: true);
        foreach (uint ring in (uint[])[0, 1])
        {
            yield return Ring(SetVringNum, ring, 256);
            yield return Ring(SetVringBase, ring, 0, ack: true);
            yield return Addresses(ring);
            yield return front.Fd(SetVringKick, ring, ack: true);
            yield return Call(call, ring);
            yield return front.Fd(SetVringErr, ring);
            yield return Ring(SetVringEnable, ring, 1, ack: true);
        }
    }

    private static VhostUserMessage Call(ReceivedFd call, uint ring) =>
        new(SetVringCall, new VringFd(ring, NoFd: false).Encode(), [call], needReply: true);
}
