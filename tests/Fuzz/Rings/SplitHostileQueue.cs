using System.Buffers.Binary;
using GpioHub.Fuzz.Support;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Rings;

/// <summary>The driver's side of a split ring.</summary>
internal sealed class SplitHostileQueue(HostileRam ram, Dice dice, int ring, ushort size, RingFeatures features)
    : HostileQueue(ram, dice, ring, size, features)
{
    private int _nextHead;
    private ushort _availIndex;
    private ushort _usedSeen;

    public override bool MustKick => (Features & RingFeatures.EventIdx) != 0
        ? Ram.Load16(At.Used + SplitLayout.AvailEvent(Size)) == _availIndex : Ram.Load16(At.Used) == 0;

    protected override uint FirstBase => 0;

    public override void Misbehave(ReadOnlySpan<byte> message)
    {
        int head = Dice.OneIn(8) ? Dice.Below(Size) : Math.Max(FreeHead(), 0);
        switch (Dice.Below(128))
        {
            case 0: Ram.Store16(At.Avail + SplitLayout.Index, _availIndex = (ushort)Dice.Bits()); return;
            case 1: Ram.Store16(At.Avail + SplitLayout.Index, _availIndex = (ushort)(_availIndex + Dice.Below(2 * Size) - Size)); return;
            case 2: Show((int)(Dice.Edgy() & 0xffff)); return;
            case 3: Noise(); return;
            case 4: Ram.Store16(At.Used + SplitLayout.Index, (ushort)Dice.Bits()); return;
            case 5: Ram.Store16(At.Avail, (ushort)Dice.Bits()); return;
            case 6: Ram.Store16(At.Avail + SplitLayout.UsedEvent(Size), (ushort)Dice.Bits()); return;
        }

        message.CopyTo(Ram.Bytes(Base + 0x8000, message.Length));
        int links = 1 + Dice.Below(Dice.OneIn(8) ? 8 : 3);
        bool inTable = Dice.Below(3) == 0;
        ulong table = inTable ? Tables + 16UL * (ulong)Dice.Below(64) : At.Descriptors;
        int index = inTable ? 0 : head;
        for (int i = 0; i < links; i++)
        {
            int next = Dice.OneIn(12) ? (int)(Dice.Edgy() & 0xffff) : inTable ? i + 1 : Dice.Below(Size);
            var bits = BitsOf(i, links);
            if (Dice.OneIn(6)) bits = (DescriptorBits)(Dice.OneIn(3) ? Dice.Bits() & 0xffff : Dice.Bits() & 7);
            Entry(table, index, AnyPlace(), AnyLength(), bits, next);
            index = inTable ? i + 1 : next % Size;
        }

        if (inTable) Entry(At.Descriptors, head, table, TableLength(links), Dice.OneIn(8) ? Indirect | Next : Indirect, Dice.Below(Size));
        Show(head);
    }

    public override int Collect(Action<int, byte, byte, uint>? answered = null)
    {
        ushort index = Ram.Load16(At.Used + SplitLayout.Index);
        int count = (ushort)(index - _usedSeen);
        if (!Tidy)
        {
            for (int i = 0; i < Math.Min(count, Size); i++)
            {
                var used = Ram.Bytes(At.Used + SplitLayout.Entries + 8UL * (ulong)((index - 1 - i) & (Size - 1)), 4);
                if (BinaryPrimitives.ReadUInt32LittleEndian(used) is var free && free < Size) Out[free] = false;
            }

            _usedSeen = index;
            return count;
        }

        FuzzException.Unless(count <= Outstanding, "used.idx never passes what the driver has offered (VQ-04)");
        for (; _usedSeen != index; _usedSeen++)
        {
            var element = Ram.Bytes(At.Used + SplitLayout.Entries + 8UL * (ulong)(_usedSeen & (Size - 1)), 8);
            Judge(BinaryPrimitives.ReadUInt32LittleEndian(element), BinaryPrimitives.ReadUInt32LittleEndian(element[4..]), answered);
        }

        return count;
    }

    protected override void Empty(uint start)
    {
        (_availIndex, _usedSeen) = ((ushort)start, (ushort)start);
        Ram.Store16(At.Avail, 0);
        Ram.Store16(At.Avail + SplitLayout.Index, (ushort)start);
        Ram.Store16(At.Used + SplitLayout.Index, (ushort)start);
    }

    protected override uint AnyBase() => (ushort)Dice.Bits();

    /// <summary>Every other head is never one: it is the second descriptor of the one before.</summary>
    protected override int FreeHead()
    {
        if (Size == 1) return -1;                              // a request has two descriptors, and a chain no more than the ring (VQ-50)
        for (int tried = 0; tried < Size; tried += 2)
        {
            int head = _nextHead;
            _nextHead = _nextHead + 2 >= Size ? 0 : _nextHead + 2;
            if (!Out[head]) return head;
        }

        return -1;
    }

    protected override void Give(int head, ulong readable, uint length, ulong writable, uint room)
    {
        if (InTable())
        {
            ulong table = Tables + 16UL * (ulong)head;         // heads are even: two entries for each
            Entry(table, 0, readable, length, Next, 1);
            Entry(table, 1, writable, room, Write, 0);
            Entry(At.Descriptors, head, table, 32, Indirect, 0);
        }
        else
        {
            Entry(At.Descriptors, head, readable, length, Next, head + 1);
            Entry(At.Descriptors, head + 1, writable, room, Write, 0);
        }

        Show(head);
    }

    /// <summary>Writes an avail entry and shows it.</summary>
    private void Show(int head)
    {
        Ram.Store16(At.Avail + SplitLayout.Entries + 2UL * (ulong)(_availIndex & (Size - 1)), head);
        Ram.Store16(At.Avail + SplitLayout.Index, ++_availIndex);
    }

    private void Entry(ulong table, int index, ulong address, uint length, DescriptorBits bits, int next) =>
        new Descriptor(address, length, bits, (ushort)next).Encode(Ram.Bytes(table + 16UL * (ulong)index, 16));
}
