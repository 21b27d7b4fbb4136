using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Transports.VhostUser;

/// <remarks>All that a ring is, as words.</remarks>
public sealed partial class Vring
{
    internal void Describe(ImageWriter into, IKeptNames names)
    {
        into.Write((ulong)Stage);
        into.Write((ulong)Renewed);
        into.Write((ulong)Refused);
        into.Write(Asked);
        into.Write(SetUpAnew);
        into.Write(IsRetry);
        into.Write(Confirmed);
        into.Write(Enabled);
        into.Write(EnableSet is { } set ? (set ? 1UL : 0) : null);
        into.Write(Size);
        into.Write(Base);
        into.Write(StoredBase);
        into.Write(LastStoppedAt);
        into.Write(Fault);
        Write(into, Addresses);
        foreach (NotifyFd? handle in (NotifyFd?[])[Kick, Call, Err]) (handle is null ? default : names.NameOf(handle)).Write(into);
    }

    internal void Resume(ref ImageReader from, TakenDescriptors descriptors)
    {
        Stage = (RingStage)from.Count((int)RingStage.Broken);
        Renewed = (RingSetUp)from.Count((int)(RingSetUp.Place | RingSetUp.Kick));
        Refused = (RingSetUp)from.Count((int)(RingSetUp.Place | RingSetUp.Kick));
        Asked = from.Flag();
        SetUpAnew = from.Flag();
        IsRetry = from.Flag();
        Confirmed = from.Flag();
        Enabled = from.Flag();
        EnableSet = from.Optional() is { } set ? set != 0 : null;
        Size = (ushort?)from.Optional();
        Base = (uint?)from.Optional();
        StoredBase = (uint)from.Word();
        LastStoppedAt = (uint?)from.Optional();
        Fault = from.Text();
        Addresses = ReadAddresses(ref from);
        Kick = descriptors.TakeNotify(KeptName.Read(ref from));
        Call = descriptors.TakeNotify(KeptName.Read(ref from));
        Err = descriptors.TakeNotify(KeptName.Read(ref from));
    }

    private static void Write(ImageWriter into, VringAddresses? addresses)
    {
        into.Write(addresses is not null);
        var at = addresses.GetValueOrDefault();
        into.Write((ulong)at.Flags << 32 | at.Index);
        into.Write(at.Descriptors);
        into.Write(at.Used);
        into.Write(at.Available);
        into.Write(at.Log);
    }

    private static VringAddresses? ReadAddresses(ref ImageReader from)
    {
        bool there = from.Flag();
        ulong head = from.Word();
        var at = new VringAddresses((uint)head, (uint)(head >> 32), from.Word(), from.Word(), from.Word(), from.Word());
        return there ? at : null;
    }
}
