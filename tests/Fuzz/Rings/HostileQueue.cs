using GpioHub.Fuzz.Support;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Rings;

/// <summary>The driver's side of one ring, which it fills with anything: sound chains, and every way in which a chain or a ring can be
/// wrong. How chains are written into the ring is its form's affair.</summary>
internal abstract class HostileQueue
{
    protected const DescriptorBits None = DescriptorBits.None, Next = DescriptorBits.Next, Write = DescriptorBits.Write,
        Indirect = DescriptorBits.Indirect;

    private readonly int _answerSize;
    private readonly (int Line, long Number)[] _offered = new (int, long)[SplitLayout.MaxSize];
    private readonly long[] _lastBack = new long[8];
    private long _number;

    protected HostileQueue(HostileRam ram, Dice dice, int ring, ushort size, RingFeatures features)
    {
        (Ram, Dice, Size, Features, _answerSize) = (ram, dice, size, features, ring == 0 ? 2 : 1);
        Base = HostileRam.A + 0x1_0000UL * (ulong)ring;
        Tables = HostileRam.B + 0x4000UL * (ulong)ring;
        At = new RingAddresses(Base, Base + 0x4000, Base + 0x5000);
    }

    public RingAddresses At { get; }

    public ushort Size { get; }

    public RingFeatures Features { get; }

    public bool IsPacked => (Features & RingFeatures.Packed) != 0;

    /// <summary>Whether every chain is sound and nothing is written but where a driver writes: then what the device writes can be
    /// checked.</summary>
    public bool Tidy { get; private init; }

    /// <summary>Sound chains that the device has.</summary>
    public int Outstanding { get; private set; }

    /// <summary>The device has asked to be kicked for the next chain (VQ-12).</summary>
    public abstract bool MustKick { get; }

    protected HostileRam Ram { get; }

    protected Dice Dice { get; }

    /// <summary>Where the ring is, then its payload.</summary>
    protected ulong Base { get; }

    /// <summary>Where its indirect tables are.</summary>
    protected ulong Tables { get; }

    /// <summary>Heads, packed: ids, that the device has.</summary>
    protected bool[] Out { get; } = new bool[SplitLayout.MaxSize];

    /// <summary>SET_VRING_BASE of a ring that begins.</summary>
    protected abstract uint FirstBase { get; }

    private int Readable => _answerSize == 2 ? 8 : 2;

    /// <param name="ring">0 requestq, 1 eventq.</param>
    /// <param name="features">Say its form too.</param>
    public static HostileQueue Of(HostileRam ram, Dice dice, int ring, ushort size, RingFeatures features, bool tidy = false) =>
        (features & RingFeatures.Packed) != 0
            ? new PackedHostileQueue(ram, dice, ring, size, features) { Tidy = tidy }
            : new SplitHostileQueue(ram, dice, ring, size, features) { Tidy = tidy };

    /// <summary>Forgets everything, as a driver does that starts anew, and begins somewhere.</summary>
    /// <returns>The base that a front-end tells.</returns>
    public uint Begin()
    {
        uint start = Dice.OneIn(4) ? AnyBase() : FirstBase;
        Place(start);
        return start == FirstBase && Dice.OneIn(8) ? 0 : start;                // as User-Mode Linux tells it (VQ-36)
    }

    /// <summary>Goes on at another base, with nothing outstanding.</summary>
    public void Place(uint start)
    {
        Array.Clear(Out);
        Outstanding = 0;
        Empty(start);
    }

    /// <summary>Offers a sound chain with this message, if a head is free.</summary>
    /// <param name="line">The chains of a line come back in the order in which they were offered; −1 = of no line.</param>
    public void Offer(ReadOnlySpan<byte> message, int answerSize = 0, int line = -1)
    {
        int head = FreeHead();
        if (head < 0) return;
        ulong readable = Base + 0x8000 + 16UL * (ulong)head;
        message.CopyTo(Ram.Bytes(readable, message.Length));
        Ram.Bytes(AnswerOf(head), 16).Fill(0xEE);
        uint answer = (uint)(answerSize == 0 ? _answerSize : answerSize);
        Out[head] = true;
        _offered[head] = (line, ++_number);
        Outstanding++;
        Give(head, readable, (uint)message.Length, AnswerOf(head), answer);
    }

    /// <summary>Offers a chain that is wrong in some way, or breaks the ring.</summary>
    public abstract void Misbehave(ReadOnlySpan<byte> message);

    /// <summary>Takes back what the device has published, and checks each element, if the ring is tidy.</summary>
    /// <param name="answered">Head, first byte and second byte of the answer, used.len.</param>
    public abstract int Collect(Action<int, byte, byte, uint>? answered = null);

    /// <summary>Writes an empty ring that stands at this base.</summary>
    protected abstract void Empty(uint start);

    /// <summary>A base where a ring of this size may be.</summary>
    protected abstract uint AnyBase();

    /// <summary>The next head that the device does not have; less than 0: no sound chain fits.</summary>
    protected abstract int FreeHead();

    /// <summary>Writes a sound chain of two buffers into the ring and shows it.</summary>
    protected abstract void Give(int head, ulong readable, uint length, ulong writable, uint room);

    /// <summary>Checks what a tidy driver was given back.</summary>
    protected void Judge(uint id, uint length, Action<int, byte, byte, uint>? answered)
    {
        FuzzException.Unless(id < Size && Out[id], "a head comes back only while the device has it, and once (VQ-02)");
        Out[id] = false;
        Outstanding--;
        var (line, number) = _offered[id];
        if (line >= 0)
        {
            FuzzException.Unless(number > _lastBack[line], "requests of one line are answered in ring order (VG-D-14)");
            _lastBack[line] = number;
        }

        var answer = Ram.Bytes(AnswerOf((int)id), 16);
        FuzzException.Unless(length <= 16 && answer[(int)length..].IndexOfAnyExcept((byte)0xEE) < 0,
            "nothing is written behind used.len (VQ-05)");
        answered?.Invoke((int)id, answer[0], answer[1], length);
    }

    protected bool InTable() => (Features & RingFeatures.IndirectDescriptors) != 0 && !Dice.OneIn(4);

    /// <summary>The flags with which links are a request: one to read, the rest to write.</summary>
    protected static DescriptorBits BitsOf(int link, int links) =>
        (link == links - 1 ? None : Next) | (link == 0 && links > 1 ? None : Write);

    protected void Noise()
    {
        int length = 1 + Dice.Below(256);
        Dice.Fill(Ram.Bytes(Base + (ulong)Dice.Below(0x7000 - length), length));
    }

    protected ulong AnyPlace() => Dice.Below(16) switch
    {
        0 => At.Descriptors + (ulong)Dice.Below(64),
        1 => At.Avail + (ulong)Dice.Below(64),
        2 => At.Used + (ulong)Dice.Below(64),
        3 => HostileRam.B - (ulong)Dice.Below(9),
        4 => HostileRam.B + HostileRam.BSize - (ulong)Dice.Below(9),
        5 => HostileRam.C + HostileRam.CSize - (ulong)Dice.Below(9),
        6 => HostileRam.C - (ulong)Dice.Below(9),
        7 => Dice.Edgy(),
        8 => Tables + (ulong)Dice.Below(1024),
        < 12 => Base + 0x8000,
        _ => Base + 0xC000 + (ulong)Dice.Below(0x3000),
    };

    protected uint AnyLength() => Dice.Below(12) switch
    {
        0 => 0,
        1 => 1,
        2 => (uint)Dice.Below(1 << 18),
        3 => (uint)Dice.Edgy(),
        < 7 => (uint)Readable,
        < 10 => (uint)_answerSize,
        _ => (uint)Dice.Below(40),
    };

    protected uint TableLength(int links) => Dice.Below(8) switch
    {
        0 => (uint)Dice.Edgy(),
        1 => (uint)(16 * links + Dice.Below(16)),
        2 => 16,
        _ => (uint)(16 * links),
    };

    private ulong AnswerOf(int head) => Base + 0xC000 + 16UL * (ulong)head;
}
