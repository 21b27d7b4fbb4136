using System.Buffers.Binary;
using GpioHub.Fuzz.Support;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Fuzz.Sessions;

/// <summary>A kit of stand-ins that are all counted.</summary>
/// <param name="files">The first is the RAM; the others are too small for something.</param>
internal sealed class WireKit(Dice dice, Ledger ledger, byte[][] files, WireStream stream) : FrontEndKit
{
    public override ulong RingStride => 0x8000;

    public override int FileLength => files[0].Length;

    public override RegionDescription[] Whole => [new RegionDescription(0, (ulong)files[0].Length, UserBase, 0)];

    public override void Push(byte[] bytes, FileDescriptor[] with) => stream.Push(bytes, with);

    public override FileDescriptor Notify() => ledger.Note(new WireNotify());

    public override FileDescriptor Ram() =>
        ledger.Note(new WireRam(dice.OneIn(8) ? files[dice.Below(files.Length)] : files[0], ledger));

    public override FileDescriptor Other() => ledger.Note(new WireOther());

    public override void Place(int ring, ushort index)
    {
        var bytes = files[0].AsSpan(ring * 0x8000);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[0x4002..], index);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[0x5002..], index);
    }
}
