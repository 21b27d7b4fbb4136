using System.Buffers.Binary;
using GpioHub.Fuzz.Support;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Sessions;

/// <summary>A front-end that mostly sends what QEMU would, so that it gets far, and then something else: wrong lengths, fields at their
/// edges, wrong descriptors, any order, noise.</summary>
internal sealed class HostileFrontEnd(Dice dice, FrontEndKit kit)
{
    private static readonly ulong[] Places = [0x10, 0x8000, 0x1_0000, 1, 0x1_ffff, 0x2_0000];

    private int _step;

    /// <summary>Sends nothing but a start-up, and all of it sound.</summary>
    public bool Harmless { get; set; }

    private DeviceFeatures Features => kit.IsPacked ? VhostUserOffer.AllFeatures : VhostUserOffer.SplitFeatures;

    private uint FirstBase => kit.IsPacked ? PackedLayout.FirstBase : 0;

    private bool NeedReply => dice.OneIn(2);

    /// <summary>Sends all of a sound start-up, or of what is left of one.</summary>
    /// <returns>Messages sent.</returns>
    public int Start(bool anew)
    {
        (Harmless, _step) = (true, anew ? 0 : 5);
        for (int sent = 0; ; sent++)
        {
            Send();
            if (_step == 20) return sent + 1;
        }
    }

    /// <summary>Sends one message, or what it takes for one.</summary>
    public void Send()
    {
        var (request, payload, fds) = dice.Below(Harmless ? 1 : 20) switch
        {
            < 13 => Step(),
            < 19 => Any(),
            _ => Noise(),
        };
        uint flags = VhostUserHeader.Version | (NeedReply ? VhostUserHeader.NeedReplyFlag : 0);
        uint size = (uint)payload.Length;
        if (!Harmless && dice.OneIn(16)) Mutate(ref request, ref flags, ref size, ref payload, ref fds);
        byte[] frame = new byte[VhostUserHeader.Size + payload.Length];
        new VhostUserHeader(request, flags, size).Encode(frame);
        payload.CopyTo(frame, VhostUserHeader.Size);
        if (!Harmless && dice.OneIn(120) && frame.Length > 1)
        {
            int cut = 1 + dice.Below(frame.Length - 1);                        // descriptors somewhere inside
            kit.Push(frame[..cut], []);
            kit.Push(frame[cut..], fds);
        }
        else kit.Push(frame, fds);
    }

    /// <summary>The next message of a start-up as QEMU does it; from its end back to somewhere in it.</summary>
    private (VhostUserRequest, byte[], FileDescriptor[]) Step()
    {
        int step = _step++;
        if (Harmless && _step > 20) _step = 5;                                 // the same start again
        else if (_step > 20) _step = dice.OneIn(4) ? 0 : 5 + dice.Below(12);
        return step switch
        {
            0 => (VhostUserRequest.GetFeatures, [], []),
            1 => (VhostUserRequest.GetProtocolFeatures, [], []),
            2 => (VhostUserRequest.SetProtocolFeatures, U64((ulong)VhostUserOffer.UsualProtocolFeatures), []),
            3 => (VhostUserRequest.SetOwner, [], []),
            4 => (VhostUserRequest.SetFeatures, U64((ulong)Features), []),
            5 => Table(),
            6 or 13 => Ring(VhostUserRequest.SetVringNum, step > 6, 64),
            7 or 14 => Base(step > 7, FirstBase),
            8 or 15 => Addresses(step > 8 ? 1u : 0),
            9 or 16 => Notify(VhostUserRequest.SetVringKick, step > 9 ? 1u : 0),
            10 or 17 => Notify(VhostUserRequest.SetVringCall, step > 10 ? 1u : 0),
            11 or 18 => Notify(VhostUserRequest.SetVringErr, step > 11 ? 1u : 0),
            12 or 19 => Ring(VhostUserRequest.SetVringEnable, step > 12, 1),
            _ => Harmless ? (VhostUserRequest.GetFeatures, [], []) : Any(),
        };
    }

    private (VhostUserRequest, byte[], FileDescriptor[]) Any()
    {
        bool second = dice.OneIn(2);
        uint ring = dice.OneIn(20) ? (uint)dice.Edgy() : second ? 1u : 0;
        return dice.Below(20) switch
        {
            0 => (VhostUserRequest.SetFeatures,
                U64((ulong)(dice.OneIn(8) ? VhostUserOffer.AllFeatures : Features) & (dice.OneIn(3) ? dice.Bits() : ulong.MaxValue)), []),
            1 => (VhostUserRequest.SetProtocolFeatures, U64((ulong)VhostUserOffer.UsualProtocolFeatures & dice.Bits()), []),
            2 => Table(),
            3 => (VhostUserRequest.AddMemReg, Region().EncodeSingle(), [kit.Ram()]),
            4 => (VhostUserRequest.RemMemReg, Region().EncodeSingle(), dice.OneIn(2) ? [kit.Ram()] : []),
            5 => Ring(VhostUserRequest.SetVringNum, second,
                kit.IsPacked && dice.OneIn(2) ? 1 + (uint)dice.Below(1024) : 1u << dice.Below(11)),
            6 => Base(second, dice.OneIn(2) ? FirstBase : kit.IsPacked ? AnyPlaces() : (uint)dice.Below(0x1_0000)),
            7 => Addresses(ring),
            8 => Notify(VhostUserRequest.SetVringKick, ring & 0xff),
            9 => dice.OneIn(2) ? Notify(VhostUserRequest.SetVringCall, ring & 0xff)
                : (VhostUserRequest.SetVringCall, U64((ring & 0xff) | 0x100), []),
            10 => Notify(VhostUserRequest.SetVringErr, ring & 0xff),
            11 or 12 => Ring(VhostUserRequest.SetVringEnable, second, (uint)dice.Below(2)),
            13 => Ring(VhostUserRequest.GetVringBase, second, 0),
            14 => (dice.Of([VhostUserRequest.ResetDevice, VhostUserRequest.ResetOwner, VhostUserRequest.SetOwner]), [], []),
            15 => (VhostUserRequest.SetStatus, U64(dice.OneIn(3) ? 0 : dice.Bits() & 0xff), []),
            16 => (VhostUserRequest.GetConfig, Config(), []),
            17 => (VhostUserRequest.SetConfig, Config(), []),
            18 => (VhostUserRequest.SetBackendReqFd, [], [kit.Notify()]),
            _ => (dice.Of([VhostUserRequest.GetFeatures, VhostUserRequest.GetProtocolFeatures, VhostUserRequest.GetQueueNum,
                VhostUserRequest.GetMaxMemSlots, VhostUserRequest.GetStatus]), [], []),
        };
    }

    private (VhostUserRequest, byte[], FileDescriptor[]) Noise()
    {
        byte[] payload = new byte[dice.OneIn(6) ? dice.Below(4200) : dice.Below(80)];
        dice.Fill(payload);
        if (dice.OneIn(2)) payload.AsSpan(0, Math.Min(8, payload.Length)).Clear();
        uint request = dice.OneIn(10) ? (uint)dice.Edgy() : (uint)dice.Below(48);
        return ((VhostUserRequest)request, payload, Descriptors(dice.OneIn(2) ? 0 : dice.Below(4)));
    }

    private void Mutate(ref VhostUserRequest request, ref uint flags, ref uint size, ref byte[] payload, ref FileDescriptor[] fds)
    {
        switch (dice.Below(12))
        {
            case 0:
                Array.Resize(ref payload, dice.Below(payload.Length + 9));
                size = (uint)payload.Length;
                break;
            case 1: size = dice.OneIn(3) ? (uint)dice.Edgy() : (uint)dice.Below(payload.Length + 9); break;
            case 2: flags = dice.OneIn(2) ? (uint)dice.Below(32) : (uint)dice.Edgy(); break;
            case 3: request = (VhostUserRequest)(uint)dice.Below(48); break;
            case 4 or 5:
                if (payload.Length >= 8) BitConverter.TryWriteBytes(payload.AsSpan(8 * dice.Below(payload.Length / 8)), dice.Edgy());
                break;
            case 6 or 7:
                if (payload.Length >= 4) BitConverter.TryWriteBytes(payload.AsSpan(4 * dice.Below(payload.Length / 4)), (uint)dice.Edgy());
                break;
            case 8:
                foreach (var fd in fds) fd.Dispose();
                fds = [];
                break;
            case 9: fds = [.. fds, .. Descriptors(1 + dice.Below(2))]; break;
            case 10:
                foreach (var fd in fds) fd.Dispose();
                fds = Descriptors(fds.Length);
                break;
            default:
                if (dice.OneIn(4)) fds = [.. fds, .. Descriptors(30 + dice.Below(8))];
                break;
        }
    }

    private (VhostUserRequest, byte[], FileDescriptor[]) Table()
    {
        RegionDescription[] regions = !Harmless && dice.OneIn(6)
            ? [.. Enumerable.Range(0, dice.Below(5)).Select(_ => Region())]
            : kit.Whole;
        return (VhostUserRequest.SetMemTable, MemoryTablePayload.Encode(regions), [.. regions.Select(_ => kit.Ram())]);
    }

    private RegionDescription Region()
    {
        if (dice.OneIn(4)) return new RegionDescription(dice.Edgy(), dice.Edgy(), dice.Edgy(), dice.Edgy());
        ulong slot = (ulong)dice.Below(4) << 20;
        ulong offset = dice.OneIn(4) ? (ulong)dice.Below(kit.FileLength) : 0;
        ulong length = dice.OneIn(4) ? 1 + (ulong)dice.Below(kit.FileLength) : (ulong)kit.FileLength;
        return new RegionDescription(slot, length, FrontEndKit.UserBase + slot, offset);
    }

    private FileDescriptor[] Descriptors(int count)
    {
        var fds = new FileDescriptor[count];
        for (int i = 0; i < count; i++)
            fds[i] = dice.Below(40) switch
            {
                0 => kit.Other(),
                < 20 => kit.Ram(),
                _ => kit.Notify(),
            };
        return fds;
    }

    private (VhostUserRequest, byte[], FileDescriptor[]) Ring(VhostUserRequest request, bool second, uint value) =>
        (request, new VringState(second ? 1u : 0, !Harmless && dice.OneIn(25) ? (uint)dice.Edgy() : value).Encode(), []);

    /// <summary>A base, and mostly a ring that agrees with it.</summary>
    private (VhostUserRequest, byte[], FileDescriptor[]) Base(bool second, uint start)
    {
        if (Harmless || !dice.OneIn(8)) kit.Place(second ? 1 : 0, start);
        bool asZero = start == FirstBase && dice.OneIn(4);                     // as User-Mode Linux tells it (VQ-36)
        return Ring(VhostUserRequest.SetVringBase, second, asZero ? 0 : start);
    }

    /// <summary>Places of a packed ring, on either lap, mostly both the same.</summary>
    private uint AnyPlaces()
    {
        if (dice.OneIn(8)) return (uint)dice.Edgy();
        uint place = (uint)(dice.Below(64) | (dice.OneIn(2) ? 1 << 15 : 0));
        return place << 16 | (dice.OneIn(4) ? (uint)(dice.Below(64) | (dice.OneIn(2) ? 1 << 15 : 0)) : place);
    }

    private (VhostUserRequest, byte[], FileDescriptor[]) Notify(VhostUserRequest request, uint ring) =>
        (request, U64(ring), [kit.Notify()]);

    private (VhostUserRequest, byte[], FileDescriptor[]) Addresses(uint ring)
    {
        ulong start = FrontEndKit.UserBase + ((ring & 1) * kit.RingStride) + (!Harmless && dice.OneIn(5) ? dice.Of<ulong>(Places) : 0);
        var addresses = new VringAddresses(ring, (uint)dice.Below(2), start, start + 0x5000, start + 0x4000, 0xdead_beef);
        if (Harmless) return (VhostUserRequest.SetVringAddr, addresses.Encode(), []);
        if (dice.OneIn(20)) addresses = addresses with { Used = dice.Edgy() };
        if (dice.OneIn(20)) addresses = addresses with { Available = FrontEndKit.UserBase + (ulong)dice.Below(0x2_0010) };
        return (VhostUserRequest.SetVringAddr, addresses.Encode(), []);
    }

    private byte[] Config()
    {
        int length = dice.OneIn(4) ? dice.Below(300) : 8;
        byte[] payload = new byte[12 + length];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, dice.OneIn(4) ? (uint)dice.Edgy() : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), (uint)dice.Below(3));
        return payload;
    }

    private static byte[] U64(ulong value) => BitConverter.GetBytes(value);
}
