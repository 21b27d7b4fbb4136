using System.Buffers.Binary;
using GpioHub.Fuzz.Support;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Rings;

/// <summary>The driver's side of one ring, which it fills with anything: sound chains, and every way in which a chain or a ring can be
/// wrong.</summary>
internal sealed class HostileQueue
{
    private const DescriptorBits None = DescriptorBits.None, Next = DescriptorBits.Next, Write = DescriptorBits.Write,
        Indirect = DescriptorBits.Indirect;

    private readonly HostileRam _ram;
    private readonly Dice _dice;
    private readonly ulong _base;
    private readonly ulong _tables;
    private readonly int _answerSize;
    private readonly bool[] _out = new bool[SplitLayout.MaxSize];
    private readonly (int Line, long Number)[] _offered = new (int, long)[SplitLayout.MaxSize];
    private readonly long[] _lastBack = new long[8];
    private long _number;
    private int _nextHead;

    /// <param name="ring">0 requestq, 1 eventq.</param>
    public HostileQueue(HostileRam ram, Dice dice, int ring, ushort size, RingFeatures features)
    {
        (_ram, _dice, Size, Features, _answerSize) = (ram, dice, size, features, ring == 0 ? 2 : 1);
        _base = HostileRam.A + 0x1_0000UL * (ulong)ring;
        _tables = HostileRam.B + 0x4000UL * (ulong)ring;
        At = new RingAddresses(_base, _base + 0x4000, _base + 0x5000);
    }

    public RingAddresses At { get; }

    public ushort Size { get; }

    public RingFeatures Features { get; }

    /// <summary>Whether every chain is sound and nothing is written but where a driver writes: then what the device writes can be
    /// checked.</summary>
    public bool Tidy { get; init; }

    public ushort AvailIndex { get; private set; }

    /// <summary>Used elements that the driver has taken.</summary>
    public ushort UsedSeen { get; private set; }

    /// <summary>Sound chains that the device has.</summary>
    public int Outstanding { get; private set; }

    private int Readable => _answerSize == 2 ? 8 : 2;

    /// <summary>Forgets everything, as a driver does that starts anew.</summary>
    public void Restart()
    {
        Array.Clear(_out);
        (AvailIndex, UsedSeen, Outstanding) = (0, 0, 0);
        _ram.Store16(At.Avail, 0);
        _ram.Store16(At.Avail + SplitLayout.Index, 0);
        _ram.Store16(At.Used + SplitLayout.Index, 0);
    }

    /// <summary>Goes on at another index, with nothing outstanding.</summary>
    public void Place(ushort index)
    {
        Restart();
        (AvailIndex, UsedSeen) = (index, index);
        _ram.Store16(At.Avail + SplitLayout.Index, index);
        _ram.Store16(At.Used + SplitLayout.Index, index);
    }

    /// <summary>Offers a sound chain with this message, if a head is free.</summary>
    /// <param name="line">The chains of a line come back in the order in which they were offered; −1 = of no line.</param>
    public void Offer(ReadOnlySpan<byte> message, int answerSize = 0, int line = -1)
    {
        int head = FreeHead();
        if (head < 0) return;
        ulong readable = _base + 0x8000 + 16UL * (ulong)head, writable = _base + 0xC000 + 16UL * (ulong)head;
        message.CopyTo(_ram.Bytes(readable, message.Length));
        _ram.Bytes(writable, 16).Fill(0xEE);
        uint answer = (uint)(answerSize == 0 ? _answerSize : answerSize);
        if (InTable())
        {
            ulong table = _tables + 16UL * (ulong)head;        // heads are even: two entries for each
            Entry(table, 0, readable, (uint)message.Length, Next, 1);
            Entry(table, 1, writable, answer, Write, 0);
            Entry(At.Descriptors, head, table, 32, Indirect, 0);
        }
        else
        {
            Entry(At.Descriptors, head, readable, (uint)message.Length, Next, head + 1);
            Entry(At.Descriptors, head + 1, writable, answer, Write, 0);
        }

        _out[head] = true;
        _offered[head] = (line, ++_number);
        Outstanding++;
        Show(head);
    }

    /// <summary>Writes an avail entry and shows it.</summary>
    public void Show(int head)
    {
        _ram.Store16(At.Avail + SplitLayout.Entries + 2UL * (ulong)(AvailIndex & (Size - 1)), head);
        _ram.Store16(At.Avail + SplitLayout.Index, ++AvailIndex);
    }

    /// <summary>Offers a chain that is wrong in some way, or breaks the ring.</summary>
    public void Misbehave(ReadOnlySpan<byte> message)
    {
        int head = _dice.OneIn(8) ? _dice.Below(Size) : Math.Max(FreeHead(), 0);
        switch (_dice.Below(128))
        {
            case 0: _ram.Store16(At.Avail + SplitLayout.Index, AvailIndex = (ushort)_dice.Bits()); return;
            case 1: _ram.Store16(At.Avail + SplitLayout.Index, AvailIndex = (ushort)(AvailIndex + _dice.Below(2 * Size) - Size)); return;
            case 2: Show((int)(_dice.Edgy() & 0xffff)); return;
            case 3: Noise(); return;
            case 4: _ram.Store16(At.Used + SplitLayout.Index, (ushort)_dice.Bits()); return;
            case 5: _ram.Store16(At.Avail, (ushort)_dice.Bits()); return;
            case 6: _ram.Store16(At.Avail + SplitLayout.UsedEvent(Size), (ushort)_dice.Bits()); return;
        }

        message.CopyTo(_ram.Bytes(_base + 0x8000, message.Length));
        int links = 1 + _dice.Below(_dice.OneIn(8) ? 8 : 3);
        bool inTable = _dice.Below(3) == 0;
        ulong table = inTable ? _tables + 16UL * (ulong)_dice.Below(64) : At.Descriptors;
        int index = inTable ? 0 : head;
        for (int i = 0; i < links; i++)
        {
            int next = _dice.OneIn(12) ? (int)(_dice.Edgy() & 0xffff) : inTable ? i + 1 : _dice.Below(Size);
            var bits = (i == links - 1 ? None : Next) | (i == 0 && links > 1 ? None : Write);
            if (_dice.OneIn(6)) bits = (DescriptorBits)(_dice.OneIn(3) ? _dice.Bits() & 0xffff : _dice.Bits() & 7);
            Entry(table, index, Place(), AnyLength(), bits, next);
            index = inTable ? i + 1 : next % Size;
        }

        if (inTable) Entry(At.Descriptors, head, table, TableLength(links), _dice.OneIn(8) ? Indirect | Next : Indirect, _dice.Below(Size));
        Show(head);
    }

    /// <summary>Takes back what the device has published, and checks each element, if the ring is tidy.</summary>
    /// <param name="answered">Head, first byte and second byte of the answer, used.len.</param>
    public int Collect(Action<int, byte, byte, uint>? answered = null)
    {
        ushort index = _ram.Load16(At.Used + SplitLayout.Index);
        int count = (ushort)(index - UsedSeen);
        if (!Tidy)
        {
            for (int i = 0; i < Math.Min(count, Size); i++)
            {
                var used = _ram.Bytes(At.Used + SplitLayout.Entries + 8UL * (ulong)((index - 1 - i) & (Size - 1)), 4);
                if (BinaryPrimitives.ReadUInt32LittleEndian(used) is var free && free < Size) _out[free] = false;
            }

            UsedSeen = index;
            return count;
        }

        FuzzException.Unless(count <= Outstanding, "used.idx never passes what the driver has offered (VQ-04)");
        for (; UsedSeen != index; UsedSeen++)
        {
            var element = _ram.Bytes(At.Used + SplitLayout.Entries + 8UL * (ulong)(UsedSeen & (Size - 1)), 8);
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(element), length = BinaryPrimitives.ReadUInt32LittleEndian(element[4..]);
            FuzzException.Unless(id < Size && _out[id], "a head comes back only while the device has it, and once (VQ-02)");
            _out[id] = false;
            Outstanding--;
            var (line, number) = _offered[id];
            if (line >= 0)
            {
                FuzzException.Unless(number > _lastBack[line], "requests of one line are answered in ring order (VG-D-14)");
                _lastBack[line] = number;
            }

            var answer = _ram.Bytes(_base + 0xC000 + 16UL * id, 16);
            FuzzException.Unless(length <= 16 && answer[(int)length..].IndexOfAnyExcept((byte)0xEE) < 0,
                "nothing is written behind used.len (VQ-05)");
            answered?.Invoke((int)id, answer[0], answer[1], length);
        }

        return count;
    }

    private bool InTable() => (Features & RingFeatures.IndirectDescriptors) != 0 && !_dice.OneIn(4);

    /// <summary>The next head that the device does not have. Every other one is never a head: it is the second descriptor of the one
    /// before.</summary>
    private int FreeHead()
    {
        if (Size == 1) return -1;                              // a request has two descriptors, and a chain no more than the ring (VQ-50)
        for (int tried = 0; tried < Size; tried += 2)
        {
            int head = _nextHead;
            _nextHead = _nextHead + 2 >= Size ? 0 : _nextHead + 2;
            if (!_out[head]) return head;
        }

        return -1;
    }

    private void Noise()
    {
        int length = 1 + _dice.Below(256);
        _dice.Fill(_ram.Bytes(_base + (ulong)_dice.Below(0x7000 - length), length));
    }

    private ulong Place() => _dice.Below(16) switch
    {
        0 => At.Descriptors + (ulong)_dice.Below(64),
        1 => At.Avail + (ulong)_dice.Below(64),
        2 => At.Used + (ulong)_dice.Below(64),
        3 => HostileRam.B - (ulong)_dice.Below(9),
        4 => HostileRam.B + HostileRam.BSize - (ulong)_dice.Below(9),
        5 => HostileRam.C + HostileRam.CSize - (ulong)_dice.Below(9),
        6 => HostileRam.C - (ulong)_dice.Below(9),
        7 => _dice.Edgy(),
        8 => _tables + (ulong)_dice.Below(1024),
        < 12 => _base + 0x8000,
        _ => _base + 0xC000 + (ulong)_dice.Below(0x3000),
    };

    private uint AnyLength() => _dice.Below(12) switch
    {
        0 => 0,
        1 => 1,
        2 => (uint)_dice.Below(1 << 18),
        3 => (uint)_dice.Edgy(),
        < 7 => (uint)Readable,
        < 10 => (uint)_answerSize,
        _ => (uint)_dice.Below(40),
    };

    private uint TableLength(int links) => _dice.Below(8) switch
    {
        0 => (uint)_dice.Edgy(),
        1 => (uint)(16 * links + _dice.Below(16)),
        2 => 16,
        _ => (uint)(16 * links),
    };

    private void Entry(ulong table, int index, ulong address, uint length, DescriptorBits bits, int next) =>
        new Descriptor(address, length, bits, (ushort)next).Encode(_ram.Bytes(table + 16UL * (ulong)index, 16));
}
