using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.FrontEnd;

/// <remarks>The messages in the order in which each virtual machine monitor sends them: VU-S10.1, VU-S10.2, VU-S11.</remarks>
public sealed partial class VhostUserFrontEnd
{
    private IEnumerable<FrontEndRing> ActiveRings => HasEventQueue ? Rings : Rings.Take(1);

    /// <summary>User-Mode Linux wants an acknowledgement of nearly everything.</summary>
    private bool NeedsAck => Options.Manners == FrontEndManners.UserModeLinux;

    private bool AckEnable => Options.Manners != FrontEndManners.Qemu72;

    private void Negotiate()
    {
        bool uml = Options.Manners == FrontEndManners.UserModeLinux;
        if (uml) Channel.Tell(FrontEndRequest.SetOwner, []);

        Offered = (VirtioFeatures)Channel.AskU64(FrontEndRequest.GetFeatures);
        Require(VirtioFeatures.ProtocolFeatures, "without the vhost-user protocol features it has no config space");
        Require(VirtioFeatures.Version1, "virtio-gpio has no legacy form");
        AgreeOnFeatures();

        OfferedProtocol = (ProtocolFeatures)Channel.AskU64(FrontEndRequest.GetProtocolFeatures);
        Protocol = OfferedProtocol & Options.WantedProtocol;
        Require(ProtocolFeatures.Config);
        if (uml) Require(ProtocolFeatures.BackendReq);
        Channel.Tell(FrontEndRequest.SetProtocolFeatures, FrontEndWire.Of((ulong)Protocol));
        Channel.ReplyAck = Has(ProtocolFeatures.ReplyAck);

        if (Has(ProtocolFeatures.MultiQueue) && Channel.AskU64(FrontEndRequest.GetQueueNum) is var queues and < QueueCount)
            throw new VhostUserPeerException($"GetQueueNum: the back-end has {queues} queues, virtio-gpio needs {QueueCount}");
        if (Has(ProtocolFeatures.ConfigureMemSlots) && Channel.AskU64(FrontEndRequest.GetMaxMemSlots) == 0)
            throw new VhostUserPeerException("GetMaxMemSlots: the back-end takes no memory region at all");
        if (Has(ProtocolFeatures.BackendReq)) GiveBackendChannel();
        if (uml) return;

        Channel.Tell(FrontEndRequest.SetOwner, []);
        var again = (VirtioFeatures)Channel.AskU64(FrontEndRequest.GetFeatures);
        if (again != Offered) throw new VhostUserPeerException($"GetFeatures: 0x{(ulong)Offered:x} at first, then 0x{(ulong)again:x}");
        foreach (FrontEndRing ring in Rings)
        {
            SetCall(ring, ring.MaskedCall);
            Channel.Tell(FrontEndRequest.SetVringErr, FrontEndWire.Of(ring.Index), needReply: false, ring.Error);
        }
    }

    private void AgreeOnFeatures()
    {
        VirtioFeatures agreed = (Offered | Options.Unsaid) & Options.Wanted;
        if (Features != VirtioFeatures.None && agreed != Features)
        {
            throw new VhostUserPeerException(
                $"GetFeatures: 0x{(ulong)Offered:x}; the guest is running with 0x{(ulong)Features:x}, which the back-end no longer offers");
        }
        Features = agreed;

        RingFeatures ring = (agreed & VirtioFeatures.EventIdx) != 0 ? RingFeatures.EventIdx : RingFeatures.None;
        if ((agreed & VirtioFeatures.IndirectDescriptors) != 0) ring |= RingFeatures.IndirectDescriptors;
        if ((agreed & VirtioFeatures.RingPacked) != 0) ring |= RingFeatures.Packed;
        foreach (FrontEndRing each in Rings) each.LayOut(ring);
    }

    private void SetUpDevice()
    {
        Channel.Tell(FrontEndRequest.SetFeatures, FrontEndWire.Of((ulong)(Features & ~Options.Unsaid)), NeedsAck);
        if (Has(ProtocolFeatures.Status))
        {
            const ulong FeaturesOk = 8;
            ulong status = Channel.AskU64(FrontEndRequest.GetStatus);
            Channel.Tell(FrontEndRequest.SetStatus, FrontEndWire.Of(status | FeaturesOk));
        }

        ShareMemory();
    }

    private void ShareMemory()
    {
        byte[] region = FrontEndWire.Region(GuestRam.GuestBase, Ram.Size, GuestRam.UserBase, GuestRam.FileOffset);
        if (!Has(ProtocolFeatures.ConfigureMemSlots))
        {
            int slots = Options.Manners == FrontEndManners.UserModeLinux ? 2 : 1;
            Channel.Tell(FrontEndRequest.SetMemTable, FrontEndWire.MemTable(region, slots), needReply: true, Ram.File);
        }
        else if (!_memoryIsAdded)
        {
            Channel.Tell(FrontEndRequest.AddMemReg, FrontEndWire.SingleRegion(region), needReply: true, Ram.File);
        }

        _memoryIsAdded = true;
    }

    private void StartAsQemu()
    {
        foreach (FrontEndRing ring in ActiveRings)
        {
            Place(ring);
            ring.Kick.Signal();                 // QEMU's kick is readable before ENABLE(1) (VU-23)
            SetKick(ring);
        }

        foreach (FrontEndRing ring in Rings) SetCall(ring, ring.Call.Theirs);
        for (int i = 0; i < QueueCount; i++) Enable(i, on: true);    // the second ring too, even if the guest has no eventq (VU-25)
    }

    private void StartAsUml()
    {
        foreach (FrontEndRing ring in ActiveRings)
        {
            SetCall(ring, ring.Call.Theirs);
            Place(ring);
        }

        foreach (FrontEndRing ring in ActiveRings)
        {
            SetKick(ring);
            Enable((int)ring.Index, on: true);
        }
    }

    private void Place(FrontEndRing ring)
    {
        RingPlace sent = ring.Placed ? Options.SentAgain : Options.SentFirst;
        ring.Placed = true;
        if (sent.HasFlag(RingPlace.Size))
            Channel.Tell(FrontEndRequest.SetVringNum, FrontEndWire.VringState(ring.Index, ring.Size), NeedsAck);
        if (sent.HasFlag(RingPlace.Base))
            Channel.Tell(FrontEndRequest.SetVringBase, FrontEndWire.VringState(ring.Index, ring.Base), NeedsAck);
        if (!sent.HasFlag(RingPlace.Addresses)) return;
        Channel.Tell(
            FrontEndRequest.SetVringAddr,
            FrontEndWire.VringAddr(
                ring.Index,
                GuestRam.ToUser(ring.Addresses.Descriptors),
                GuestRam.ToUser(ring.Addresses.Used),
                GuestRam.ToUser(ring.Addresses.Avail)),
            NeedsAck);
    }

    private void SetKick(FrontEndRing ring) =>
        Channel.Tell(FrontEndRequest.SetVringKick, FrontEndWire.Of(ring.Index), NeedsAck, ring.Kick);

    private uint GetVringBase(FrontEndRing ring)
    {
        byte[] reply = Channel.Ask(FrontEndRequest.GetVringBase, FrontEndWire.VringState(ring.Index, 0), FrontEndWire.VringStateSize);
        uint index = MemoryMarshal.Read<uint>(reply), next = MemoryMarshal.Read<uint>(reply.AsSpan(4));
        if (index != ring.Index) throw new VhostUserPeerException($"GetVringBase {ring.Index}: the reply names ring {index}");

        return ring.WhyNotAt(next) is { } why ? throw new VhostUserPeerException($"GetVringBase {ring.Index}: {why}") : next;
    }

    private void GiveBackendChannel()
    {
        (UnixStream ours, UnixStream theirs) = UnixStream.Pair();
        _backendChannel = ours;
        using (theirs) Channel.Tell(FrontEndRequest.SetBackendReqFd, [], needReply: true, theirs);
    }

    private bool Has(ProtocolFeatures feature) => (Protocol & feature) != 0;

    private void Require(VirtioFeatures feature, string why)
    {
        if ((Offered & feature) == 0) throw new VhostUserPeerException($"GetFeatures: 0x{(ulong)Offered:x} lacks {feature}; {why}");
    }

    private void Require(ProtocolFeatures feature)
    {
        if ((OfferedProtocol & feature) == 0)
        {
            throw new VhostUserPeerException(
                $"GetProtocolFeatures: 0x{(ulong)OfferedProtocol:x} lacks {feature}, which {Options.Manners} cannot do without");
        }
    }
}
