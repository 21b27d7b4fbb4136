using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The encoding of a <see cref="LinePart"/> in words, and back. Facts on which no decision depends are made the same first, so
/// that equal futures are equal words.</summary>
internal static partial class LineCode
{
    public const int Words = 4;

    /// <summary>Bits of the last word that belong to the whole guest.</summary>
    public const int GuestShift = 54;

    public static void Pack(in LinePart part, Span<ulong> words)
    {
        var ranks = new Generations(part);
        words[0] = part.Driver.Bits | PackWish(part.Kept, ranks) << 40;
        words[1] = PackLine(part.Line, ranks) | PackSuccession(part) << LineBits;
        words[2] = PackRings(part, ranks);
        words[3] = PackMemory(part, ranks);
    }

    public static void Unpack(ReadOnlySpan<ulong> words, out LinePart part)
    {
        part = default;
        part.Driver = new GuestDriver.Models.DriverState { Bits = words[0] & ((1ul << 40) - 1) };
        part.Kept = UnpackWish(words[0] >> 40);
        part.Line = UnpackLine(words[1]);
        UnpackRings(words[2], ref part);
        UnpackMemory(words[3], ref part);
        UnpackSuccession(words[1] >> LineBits, ref part);
    }

    private static uint Born(ulong rank) => LinePart.LastGeneration - (uint)rank;

    private const int WishBits = 11;
    private const int LineBits = 36;

    private static ulong PackWish(in ChipWish wish, in Generations ranks)
    {
        var bits = new BitWriter();
        bits.Add((ulong)wish.Ask, 2);
        bits.Add((ulong)wish.Irq, 4);
        bits.Add(wish.Irq == IrqType.None ? 0 : ranks.Of(wish.Generation), 3);
        bits.Add(wish.Irq == IrqType.None ? 0 : (ulong)wish.Age, 2);
        return bits.Word;
    }

    private static ChipWish UnpackWish(ulong word)
    {
        var bits = new BitReader(word);
        return new ChipWish
        {
            Ask = (ChipAsk)bits.Take(2),
            Irq = (IrqType)bits.Take(4),
            Generation = Born(bits.Take(3)),
            Age = (WatchAge)bits.Take(2),
        };
    }

    private static ulong PackLine(in LineState line, in Generations ranks)
    {
        bool enabling = line.Operation == ChipOperation.Enable;
        var bits = new BitWriter();
        bits.Add((ulong)line.Direction, 2);
        bits.Add((ulong)line.Irq, 4);
        bits.Add((ulong)line.Buffer, 2);
        bits.Add((ulong)line.Bounces, 4);
        bits.Add((ulong)line.Operation, 3);
        bits.Add(enabling ? (ulong)line.WantedIrq : 0, 4);
        bits.Add(line.Irq == IrqType.None ? Generations.None : ranks.Of(line.Generation), 3);
        bits.Add(enabling ? ranks.Of(line.WantedGeneration) : Generations.None, 3);
        bits.Add(line.Latched);
        bits.Add(line.Level && line.Irq is IrqType.LevelHigh or IrqType.LevelLow);
        bits.Add(line.EventqRunning);
        bits.Add(line.ChipUp);
        bits.Add(line.Diverged);
        bits.Add(line.Withheld);
        bits.Add(line.Overdue);
        bits.Add(enabling && line.WantedLatched);
        bits.Add(line.Muted);
        bits.Add(line.Denied);
        bits.Add(line.Unheeded);
        return bits.Word;
    }

    private static LineState UnpackLine(ulong word)
    {
        var bits = new BitReader(word);
        var line = new LineState
        {
            Direction = (GpioDirection)bits.Take(2),
            Irq = (IrqType)bits.Take(4),
            Buffer = (IrqBufferState)bits.Take(2),
            Bounces = (int)bits.Take(4),
            Operation = (ChipOperation)bits.Take(3),
            WantedIrq = (IrqType)bits.Take(4),
            Generation = Born(bits.Take(3)),
            WantedGeneration = Born(bits.Take(3)),
            Latched = bits.Take(),
            Level = bits.Take(),
            EventqRunning = bits.Take(),
            ChipUp = bits.Take(),
            Diverged = bits.Take(),
            Withheld = bits.Take(),
            Overdue = bits.Take(),
            WantedLatched = bits.Take(),
            Muted = bits.Take(),
            Denied = bits.Take(),
            Unheeded = bits.Take(),
            LastGeneration = LinePart.LastGeneration,
            Serial = LinePart.Serial,
        };
        return line with
        {
            BufferTicket = line.Buffer == IrqBufferState.None ? default : LinePart.Held,
            RequestTicket = line.Operation is ChipOperation.None or ChipOperation.Reapply ? default : LinePart.Asked,
        };
    }
}
