using System.Buffers.Binary;
using GpioHub.Fuzz.Support;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Rings;

/// <summary>The driver's side of a packed ring (VQ-S6). Of the production code it knows the layout alone.</summary>
internal sealed partial class PackedHostileQueue(HostileRam ram, Dice dice, int ring, ushort size, RingFeatures features)
    : HostileQueue(ram, dice, ring, size, features)
{
    private const int Avail = 1 << 7, Used = 1 << 15;
    private const int MostTables = 0x4000 / 32;

    private readonly int[] _slots = new int[size];                             // of each id: how many its list has
    private readonly byte[] _ring = new byte[16 * size];                       // what it holds if the device does what it may
    private (int Slot, bool Wrap) _next;
    private (int Slot, bool Wrap) _back;
    private int _free;
    private int _nextId;
    private uint _wish;                                                        // this side's event structure

    public override bool MustKick => Ram.Load16(At.Used + 2) switch
    {
        PackedLayout.Enable => true,
        PackedLayout.AtPlace => Ram.Load16(At.Used) == (_next.Slot | (_next.Wrap ? 1 << 15 : 0)),
        _ => false,
    };

    protected override uint FirstBase => PackedLayout.FirstBase;

    private ulong Ring => At.Descriptors;

    public override int Collect(Action<int, byte, byte, uint>? answered = null)
    {
        int count = 0;
        for (; count <= Size; count++)
        {
            var used = Ram.Bytes(Ring + 16UL * (ulong)_back.Slot, 16);
            int flags = BinaryPrimitives.ReadUInt16LittleEndian(used[14..]);
            if ((flags & (Avail | Used)) != (_back.Wrap ? Avail | Used : 0)) break;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(used[8..]);
            ushort id = BinaryPrimitives.ReadUInt16LittleEndian(used[12..]);
            if (Tidy)
            {
                FuzzException.Unless(Outstanding > 0, "no more lists are given back than the driver has offered (VQ-34)");
                Judge(id, length, answered);
                bool says = flags == ((_back.Wrap ? Avail | Used : 0) | (length > 0 ? (int)Write : 0));
                FuzzException.Unless(says, "a used descriptor says WRITE exactly if something was written (VQ-33)");
                used[8..].CopyTo(_ring.AsSpan((16 * _back.Slot) + 8));         // and not the address
            }

            bool known = id < Size && (Tidy || Out[id]);
            int slots = known ? _slots[id] : 1;
            if (id < Size) Out[id] = false;
            _free = Math.Min(Size, _free + slots);
            _back = Plus(_back, slots);
        }

        if (Tidy) CheckUntouched();
        return count;
    }

    protected override void Empty(uint start)
    {
        (_next, _back) = (PlaceOf(start), PlaceOf(start >> 16));
        (_free, _wish) = (Size, 0);
        for (int slot = 0; slot < Size; slot++)                                // as used in this lap, or in the one before
        {
            bool wrap = slot < _back.Slot ? _back.Wrap : !_back.Wrap;
            Entry(Ring, slot, (0, 0, None), owner: wrap ? Avail | Used : 0);
        }

        Ram.Bytes(At.Avail, 4).Clear();
        Ram.Bytes(At.Used, 4).Clear();
    }

    protected override uint AnyBase()
    {
        uint place = (uint)(Dice.Below(Size) | (Dice.OneIn(2) ? 1 << 15 : 0));
        return place | place << 16;
    }

    /// <summary>Any id that the device does not have, as long as there is room for its list.</summary>
    protected override int FreeHead()
    {
        if (Size == 1 || _free < 1) return -1;                 // a request has two descriptors, and a list no more than the ring (VQ-50)
        int id = FreeId();
        bool mayTable = id < MostTables && (Features & RingFeatures.IndirectDescriptors) != 0;
        return _free > 1 || mayTable ? id : -1;
    }

    protected override void Give(int head, ulong readable, uint length, ulong writable, uint room)
    {
        if (Dice.OneIn(16)) Wish();
        if (_free == 1 || (head < MostTables && InTable()))
        {
            ulong table = Tables + 32UL * (ulong)head;
            Entry(table, 0, (readable, length, None));
            Entry(table, 1, (writable, room, Write));
            Put(head, [(table, 32, Indirect)]);
        }
        else Put(head, [(readable, length, Next), (writable, room, Write)]);
    }

    /// <summary>Says when this side wants to be told: anything, which is allowed (VQ-72).</summary>
    private void Wish()
    {
        _wish = (uint)Dice.Bits() & (Dice.OneIn(2) ? 0x0003_803f : uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(Ram.Bytes(At.Avail, 4), _wish);
    }

    /// <summary>Writes a list where the driver stands, and goes on behind it.</summary>
    private void Put(int id, ReadOnlySpan<(ulong, uint, DescriptorBits)> list)
    {
        List(_next, 0, list, id);
        _next = Plus(_next, list.Length);
        _free -= list.Length;
        if (id >= 0 && id < Size) _slots[id] = list.Length;
    }

    /// <summary>Writes descriptors, the flags of the first one last. Only the last one's id counts (VQ-32).</summary>
    private void List((int Slot, bool Wrap) from, int skip, ReadOnlySpan<(ulong, uint, DescriptorBits)> list, int id)
    {
        for (int i = list.Length - 1; i >= 0; i--)
        {
            var at = Plus(Plus(from, skip), i);
            Entry(Ring, at.Slot, list[i], i == list.Length - 1 ? id : (int)Dice.Bits(), at.Wrap ? Avail : Used);
        }
    }

    private void Flags(int slot, int flags) => Ram.Store16(Ring + 16UL * (ulong)slot + 14, (ushort)flags);

    private void Entry(ulong table, int index, (ulong Address, uint Length, DescriptorBits Bits) what, int id = 0, int owner = 0)
    {
        var bytes = Ram.Bytes(table + 16UL * (ulong)index, 16);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, what.Address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], what.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], (ushort)id);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[14..], (ushort)((int)what.Bits | owner));
        if (table == Ring) bytes.CopyTo(_ring.AsSpan(16 * index));
    }

    private int FreeId()
    {
        for (int tried = 0; tried < Size; tried++)
        {
            int id = _nextId;
            _nextId = Dice.OneIn(8) ? Dice.Below(Size) : (_nextId + 1) % Size;
            if (!Out[id]) return id;
        }

        return -1;
    }

    private void CheckUntouched()
    {
        FuzzException.Unless(Ram.Bytes(Ring, _ring.Length).SequenceEqual(_ring),
            "nothing is written into the ring but used descriptors, one for each list, where they are due (VQ-32, VQ-34)");
        FuzzException.Unless(BinaryPrimitives.ReadUInt32LittleEndian(Ram.Bytes(At.Avail, 4)) == _wish,
            "the driver's event structure is the driver's (VQ-S6)");
        int flags = Ram.Load16(At.Used + 2), most = (Features & RingFeatures.EventIdx) != 0 ? PackedLayout.AtPlace : PackedLayout.Disable;
        FuzzException.Unless(flags <= most && (Ram.Load16(At.Used) & 0x7fff) < Size,
            "the device asks for kicks with flags that it may use, at a place of the ring (VQ-S6)");
    }

    private (int Slot, bool Wrap) PlaceOf(uint half) => ((int)(half & 0x7fff) % Size, (half & 0x8000) != 0);

    private (int Slot, bool Wrap) Plus((int Slot, bool Wrap) at, int count)
    {
        int slot = at.Slot + count;
        return (slot % Size, at.Wrap ^ (slot / Size % 2 != 0));
    }
}
