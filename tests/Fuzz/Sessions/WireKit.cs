using System.Buffers.Binary;
using GpioHub.Fuzz.Support;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Sessions;

/// <summary>A kit of stand-ins that are all counted.</summary>
/// <param name="files">The first is the RAM; the others are too small for something.</param>
internal sealed class WireKit(Dice dice, Ledger ledger, byte[][] files, WireStream stream) : FrontEndKit
{
    private const int Entries = 64;

    private readonly (int Slot, bool Wrap)[] _next = new (int, bool)[2];       // of a packed ring: where the guest stands

    public override bool IsPacked { get; } = dice.OneIn(2);

    public override ulong RingStride => 0x8000;

    public override int FileLength => files[0].Length;

    public override RegionDescription[] Whole => [new RegionDescription(0, (ulong)files[0].Length, UserBase, 0)];

    public override void Push(byte[] bytes, FileDescriptor[] with) => stream.Push(bytes, with);

    public override FileDescriptor Notify() => ledger.Note(new WireNotify());

    public override FileDescriptor Ram() =>
        ledger.Note(new WireRam(dice.OneIn(8) ? files[dice.Below(files.Length)] : files[0], ledger));

    public override FileDescriptor Other() => ledger.Note(new WireOther());

    public override void Place(int ring, uint start)
    {
        var bytes = files[0].AsSpan(ring * 0x8000);
        if (IsPacked)
        {
            _next[ring] = ((int)(start & (Entries - 1)), (start & 0x8000) != 0);
            bytes[..(16 * Entries)].Clear();
            bytes.Slice(0x4000, 4).Clear();
            return;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes[0x4002..], (ushort)start);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[0x5002..], (ushort)start);
    }

    /// <summary>What a guest writes meanwhile: a chain more, sound or not, or any index.</summary>
    public void Scribble(int ring)
    {
        var at = files[0].AsSpan(0x8000 * ring);
        var avail = at[0x4000..];
        if (dice.OneIn(2))
        {
            if (IsPacked) Give(ring, at);
            else Show(dice.Below(Entries), at, avail);
        }
        else if (dice.OneIn(40)) dice.Fill(avail[..4]);
    }

    private void Show(int head, Span<byte> at, Span<byte> avail)
    {
        ushort index = BinaryPrimitives.ReadUInt16LittleEndian(avail[2..]);
        if (dice.OneIn(8)) dice.Fill(at.Slice(16 * head, 16));
        else new Descriptor((ulong)dice.Below(0x2_0010), 2, DescriptorBits.Write, 0).Encode(at[(16 * head)..]);
        avail[4 + (2 * (index & (Entries - 1)))] = (byte)head;
        BinaryPrimitives.WriteUInt16LittleEndian(avail[2..], (ushort)(index + 1));
    }

    /// <summary>Writes a descriptor of a packed ring, now and then the first of a longer list.</summary>
    private void Give(int ring, Span<byte> at)
    {
        var (slot, wrap) = _next[ring];
        var entry = at.Slice(16 * slot, 16);
        if (dice.OneIn(20)) dice.Fill(entry);
        else
        {
            var bits = DescriptorBits.Write | (dice.OneIn(8) ? DescriptorBits.Next : DescriptorBits.None);
            new Descriptor((ulong)dice.Below(0x2_0010), 2, bits, 0).Encode(entry);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[12..], (ushort)slot);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[14..], (ushort)((ushort)bits | PackedLayout.AvailableIn(wrap)));
        }

        _next[ring] = slot + 1 < Entries ? (slot + 1, wrap) : (0, !wrap);
    }
}
