using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Makes messages that a hostile front-end might send: any of them, any length, any descriptors.</summary>
internal sealed class AnyMessage(FrontEnd front, Random random)
{
    /// <param name="percentWellFormed">The others are noise.</param>
    public VhostUserMessage Next(int percentWellFormed) => random.Next(100) < percentWellFormed ? WellFormed() : Noise();

    private VhostUserMessage Noise()
    {
        var payload = new byte[random.Next(4) == 0 ? random.Next(4097) : random.Next(80)];
        random.NextBytes(payload);
        if (random.Next(2) == 0) payload.AsSpan(0, Math.Min(8, payload.Length)).Clear();
        uint flags = random.Next(40) == 0 ? (uint)random.Next(32) : 0x1 | (uint)(random.Next(2) * 8);
        var request = (VhostUserRequest)(random.Next(30) == 0 ? (uint)random.Next() : (uint)random.Next(48));
        ReceivedFd[] fds = [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(5) : 0).Select(_ => AnyFd(request))];
        return new VhostUserMessage(new VhostUserHeader(request, flags, (uint)payload.Length), payload, fds);
    }

    private VhostUserMessage WellFormed()
    {
        uint ring = random.Next(30) == 0 ? (uint)random.Next(300) : (uint)random.Next(2);
        bool ack = random.Next(2) == 0;
        return random.Next(22) switch
        {
            0 => Messages.U64(VhostUserRequest.SetFeatures,
                Sessions.AllFeatures & (random.Next(6) == 0 ? (ulong)random.NextInt64() : ulong.MaxValue), ack),
            1 => Messages.U64(VhostUserRequest.SetProtocolFeatures, (ulong)VhostUserOffer.UsualProtocolFeatures, ack),
            2 => front.MemoryTable(ack),
            3 => front.Region(VhostUserRequest.AddMemReg,
                new((ulong)random.Next(4) << 24, FrontEnd.RamSize, FrontEnd.UserBase + ((ulong)random.Next(4) << 24), 0), ack),
            4 => front.Region(VhostUserRequest.RemMemReg,
                new((ulong)random.Next(4) << 24, FrontEnd.RamSize, FrontEnd.UserBase + ((ulong)random.Next(4) << 24), 0),
                ack, random.Next(2) == 0),
            5 or 6 => Messages.Ring(VhostUserRequest.SetVringNum, ring, 1u << random.Next(11), ack),
            7 or 8 => Messages.Ring(VhostUserRequest.SetVringBase, ring, (uint)random.Next(0x1_0000), ack),
            9 or 10 => Messages.Addresses(ring, (uint)random.Next(2), (ulong)random.Next(2) << 16, ack),
            11 or 12 => front.Fd(VhostUserRequest.SetVringKick, ring & 0xff, ack),
            13 => random.Next(2) == 0
                ? front.Fd(VhostUserRequest.SetVringCall, ring & 0xff, ack)
                : Messages.NoFd(VhostUserRequest.SetVringCall, ring & 0xff, ack),
            14 => front.Fd(VhostUserRequest.SetVringErr, ring & 0xff, ack),
            15 or 16 or 17 => Messages.Ring(VhostUserRequest.SetVringEnable, ring, (uint)random.Next(2), ack),
            18 => Messages.Ring(VhostUserRequest.GetVringBase, ring & 1, 0, ack),
            19 => Messages.Plain(random.Next(8) switch
            {
                0 => VhostUserRequest.ResetDevice,
                1 => VhostUserRequest.ResetOwner,
                _ => VhostUserRequest.SetOwner,
            }, ack),
            20 => Messages.U64(VhostUserRequest.SetStatus, (ulong)(random.Next(4) == 0 ? 0 : 0xf), ack),
            _ => Messages.Plain(random.Next(2) == 0 ? VhostUserRequest.GetFeatures : VhostUserRequest.GetStatus, ack),
        };
    }

    private ReceivedFd AnyFd(VhostUserRequest request)
    {
        switch (random.Next(4))
        {
            case 0: return front.Received(EventFd.Create(), request);
            case 1: return front.Received(MemFd.Create("gpiohub-test", (ulong)random.Next(1 << 22)), request);
            case 2: return front.Received(Epoll.Create(), request);
            default:
                (UnixStream ours, UnixStream theirs) = UnixStream.Pair();
                theirs.Dispose();
                return front.Received(ours, request);
        }
    }
}
