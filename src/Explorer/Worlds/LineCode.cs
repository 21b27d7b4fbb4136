using GpioHub.Actors.Control;
using GpioHub.Actors.Lines;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The encoding of a <see cref="LinePart"/> in three words, and back. Facts on which no decision depends are made the same first,
/// so that equal futures are equal words.</summary>
internal static class LineCode
{
    public const int Words = 3;

    /// <summary>The oldest generation that is told apart; all older ones are the same.</summary>
    private const uint Oldest = 7;

    public static void Pack(in LinePart part, Span<ulong> words)
    {
        words[0] = part.Driver.Bits;
        words[1] = PackLine(part.Line);
        words[2] = PackRest(part);
        words[0] |= PackWishes(part) << 34;
    }

    public static void Unpack(ReadOnlySpan<ulong> words, out LinePart part)
    {
        part = default;
        part.Driver = new DriverState { Bits = words[0] & ((1ul << 34) - 1) };
        UnpackWishes(words[0] >> 34, ref part);
        part.Line = UnpackLine(words[1]);
        UnpackRest(words[2], ref part);
    }

    private static ulong Age(uint last, uint generation) => Math.Min(last - generation, Oldest);

    private static uint Born(ulong age) => LinePart.LastGeneration - (uint)age;

    private static ulong PackLine(in LineState line)
    {
        bool enabling = line.Operation == ChipOperation.Enable;
        var bits = new BitWriter();
        bits.Add((ulong)line.Irq, 4);
        bits.Add((ulong)line.Buffer, 2);
        bits.Add((ulong)line.Bounces, 4);
        bits.Add((ulong)line.Operation, 3);
        bits.Add(enabling ? (ulong)line.WantedIrq : 0, 4);
        bits.Add(line.Irq == IrqType.None ? 0 : Age(line.LastGeneration, line.Generation), 3);
        bits.Add(enabling ? Age(line.LastGeneration, line.WantedGeneration) : 0, 3);
        bits.Add(line.Latched);
        bits.Add(line.Level && line.Irq is IrqType.LevelHigh or IrqType.LevelLow);
        bits.Add(line.EventqRunning);
        bits.Add(line.ChipUp);
        bits.Add(line.Diverged);
        bits.Add(line.Withheld);
        bits.Add(line.Overdue);
        bits.Add(enabling && line.WantedLatched);
        return bits.Word;
    }

    private static LineState UnpackLine(ulong word)
    {
        var bits = new BitReader(word);
        var line = new LineState
        {
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
            LastGeneration = LinePart.LastGeneration,
            Serial = LinePart.Serial,
        };
        return line with
        {
            BufferTicket = line.Buffer == IrqBufferState.None ? default : LinePart.Held,
            RequestTicket = line.Operation is ChipOperation.None or ChipOperation.Reapply ? default : LinePart.Asked,
        };
    }

    private static ulong PackWishes(in LinePart part)
    {
        uint last = part.Line.LastGeneration;
        var bits = new BitWriter();
        Add(ref bits, part.First, last);
        Add(ref bits, part.Second, last);
        bits.Add(part.Answer, 2);
        return bits.Word;

        static void Add(ref BitWriter bits, in ChipWish wish, uint last)
        {
            bits.Add((ulong)wish.Ask, 2);
            bits.Add((ulong)wish.Irq, 4);
            bits.Add(wish.Irq == IrqType.None ? 0 : Age(last, wish.Generation), 3);
        }
    }

    private static void UnpackWishes(ulong word, ref LinePart part)
    {
        var bits = new BitReader(word);
        part.First = new ChipWish { Ask = (ChipAsk)bits.Take(2), Irq = (IrqType)bits.Take(4), Generation = Born(bits.Take(3)) };
        part.Second = new ChipWish { Ask = (ChipAsk)bits.Take(2), Irq = (IrqType)bits.Take(4), Generation = Born(bits.Take(3)) };
        part.Answer = (byte)bits.Take(2);
    }

    private static ulong PackRest(in LinePart part)
    {
        uint last = part.Line.LastGeneration;
        var bits = new BitWriter();
        bits.Add(part.PairsAvailable, 2);
        bits.Add(part.PairsStaged, 2);
        bits.Add(part.PairsUsed, 2);
        bits.Add(part.StagedValid, 3);
        bits.Add(part.ByteValid);
        bits.Add((ulong)part.Request, 3);
        bits.Add((ulong)part.RequestType, 4);
        bits.Add(part.RequestFailed);
        bits.Add(part.AwaitsPublication);
        bits.Add(part.PublicationDue);
        bits.Add(part.Level);
        bits.Add((ulong)part.Watch, 4);
        bits.Add(part.Watch == IrqType.None ? 0 : Age(last, part.WatchGeneration), 3);
        bits.Add(part.EdgesTold);
        bits.Add(part.Rising);
        bits.Add(part.Falling);
        bits.Add(part.EdgesTold ? Age(last, part.EdgesGeneration) : 0, 3);
        bits.Add(part.Off);
        bits.Add((ulong)part.Confirmed, 4);
        bits.Add(part.OwedOutside);
        bits.Add(part.OwedInside);
        bits.Add(part.Earned);
        bits.Add(part.EarnedPending);
        bits.Add(part.Sensed);
        bits.Add(part.ClientOn);
        bits.Add(part.ClientOwed);
        bits.Add(part.EnableAnswered);
        bits.Add(part.PairsBeforeNone, 2);
        return bits.Word;
    }

    private static void UnpackRest(ulong word, ref LinePart part)
    {
        var bits = new BitReader(word);
        part.PairsAvailable = (byte)bits.Take(2);
        part.PairsStaged = (byte)bits.Take(2);
        part.PairsUsed = (byte)bits.Take(2);
        part.StagedValid = (byte)bits.Take(3);
        part.ByteValid = bits.Take();
        part.Request = (RequestPlace)bits.Take(3);
        part.RequestType = (IrqType)bits.Take(4);
        part.RequestFailed = bits.Take();
        part.AwaitsPublication = bits.Take();
        part.PublicationDue = bits.Take();
        part.Level = bits.Take();
        part.Watch = (IrqType)bits.Take(4);
        part.WatchGeneration = Born(bits.Take(3));
        part.EdgesTold = bits.Take();
        part.Rising = bits.Take();
        part.Falling = bits.Take();
        part.EdgesGeneration = Born(bits.Take(3));
        part.Off = bits.Take();
        part.Confirmed = (IrqType)bits.Take(4);
        part.OwedOutside = bits.Take();
        part.OwedInside = bits.Take();
        part.Earned = bits.Take();
        part.EarnedPending = bits.Take();
        part.Sensed = bits.Take();
        part.ClientOn = bits.Take();
        part.ClientOwed = bits.Take();
        part.EnableAnswered = bits.Take();
        part.PairsBeforeNone = (byte)bits.Take(2);
    }
}
