using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>What User-Mode Linux 6.1 really sends, as recorded: VU-S11.</summary>
public sealed class RecordedUmlSpec
{
    private readonly FrontEnd _front = new();

    [Fact(DisplayName =
        "User-Mode Linux: owner first, all acknowledged, short config reads, a slot too many, power-off without GET_VRING_BASE")]
    public void UserModeLinux()
    {
        // gpa = uva = file offset, not zero; 72 bytes of which 40 are used.
        var region = new RegionDescription(0x60_0000, 0x10_0000, 0x60_0000, 0x60_0000);
        byte[] table = [.. MemoryTablePayload.Encode([region]), .. new byte[32]];
        VhostUserMessage UmlAddresses(uint ring) => new(
            SetVringAddr,
            new VringAddresses(ring, 0, 0x61_0000 + (ring * 0x4000), 0x61_2000 + (ring * 0x4000), 0x61_1000 + (ring * 0x4000), 0).Encode(),
            needReply: true);
        VhostUserMessage Call(uint ring)
        {
            (UnixStream ours, UnixStream theirs) = UnixStream.Pair();
            theirs.Dispose();
            return new(SetVringCall, new VringFd(ring, false).Encode(), [_front.Received(ours, SetVringCall)], needReply: true);
        }

        using var owner = new Owner(Sessions.Offering((ProtocolFeatures)0x228));
        Assert.Equal(72, table.Length);
        Sessions.Play(owner,
            (Plain(SetOwner), ""),
            (Plain(GetFeatures), "reply 0x170000001"),
            (Plain(GetProtocolFeatures), "reply 0x228"),
            (U64(SetProtocolFeatures, 0x228, ack: true), "reply 0x0"),
            (new(SetBackendReqFd, fds: [_front.Ram()], needReply: true), "reply 0x0"),
            (new(GetConfig, new ConfigPayload(0, 0, new byte[2]).Encode()), "config [0000000002000000000000000800]"),
            (U64(SetFeatures, 0x170000001, ack: true), "features 0x170000001; reply 0x0"),
            (new(SetMemTable, table, [_front.Ram(size: 0x80_0000)], needReply: true), "memory 1; reply 0x0"));
        for (uint ring = 0; ring < 2; ring++)
        {
            Sessions.Play(owner,
                (Ring(SetVringNum, ring, 256, ack: true), "reply 0x0"),
                (Ring(SetVringBase, ring, 0, ack: true), "reply 0x0"),
                (UmlAddresses(ring), "reply 0x0"),
                (Call(ring), $"call {ring}; reply 0x0"),
                (_front.Fd(SetVringKick, ring, ack: true), $"kick {ring}; reply 0x0"));
        }
        Sessions.Play(owner,
            (Ring(SetVringEnable, 0, 1, ack: true), "start 0; reply 0x0"),
            (Ring(SetVringEnable, 1, 1, ack: true), "start 1; reply 0x0"),
            (Ring(SetVringEnable, 1, 0, ack: true), "quiesce 1 Disable; reply 0x0"),
            (Ring(SetVringEnable, 0, 0, ack: true), "quiesce 0 Disable; reply 0x0"),
            (Plain(GetFeatures), "reply 0x170000001; driver gone GetFeatures"));
        Assert.Equal("quiesce 0 Drop; kick 0 off; quiesce 1 Drop; kick 1 off; release memory", owner.Disconnect());
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }
}
