using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>Rings, chip, and what the properties remember.</content>
internal static partial class LineCode
{
    private static ulong PackRings(in LinePart part, in Generations ranks)
    {
        var bits = new BitWriter();
        bits.Add(part.PairsAvailable, 2);
        bits.Add(part.PairsHanded, 2);
        bits.Add(part.PairsStaged, 2);
        bits.Add(part.PairsUsed, 2);
        bits.Add(part.StagedValid, 3);
        bits.Add(part.ByteValid && (part.PairsUsed > 0 || part.Driver.Interrupt == InterruptPhase.Getting));
        bits.Add((ulong)part.Request, 3);
        bits.Add((ulong)part.RequestKind & 3, 2);              // the rest is with the writes
        bits.Add((ulong)part.RequestType, 4);
        bits.Add(part.RequestFailed);
        bits.Add(part.AwaitsPublication);
        bits.Add(part.PublicationDue);
        bits.Add(part.AwaitsInterrupt);
        bits.Add(part.EdgesTold);
        bits.Add(part.Rising);
        bits.Add(part.Falling);
        bits.Add(part.EdgesTold ? ranks.Of(part.EdgesGeneration) : 0, 3);
        bits.Add(part.EdgesTold ? (ulong)part.EdgesAge : 0, 2);
        bits.Add(PackWish(part.First, ranks), WishBits);
        bits.Add(PackWish(part.Second, ranks), WishBits);
        bits.Add(part.Answer, 2);
        bits.Add(part.SenseAsked);
        bits.Add(part.ChipAway);
        bits.Add(part.LostTold);
        bits.Add(part.BackTold);
        bits.Add(part.PairsSeen, 2);
        bits.Add(part.SenseAgain);
        return bits.Word;
    }

    private static void UnpackRings(ulong word, ref LinePart part)
    {
        var bits = new BitReader(word);
        part.PairsAvailable = (byte)bits.Take(2);
        part.PairsHanded = (byte)bits.Take(2);
        part.PairsStaged = (byte)bits.Take(2);
        part.PairsUsed = (byte)bits.Take(2);
        part.StagedValid = (byte)bits.Take(3);
        part.ByteValid = bits.Take();
        part.Request = (RequestPlace)bits.Take(3);
        part.RequestKind = (RequestKind)bits.Take(2);
        part.RequestType = (IrqType)bits.Take(4);
        part.RequestFailed = bits.Take();
        part.AwaitsPublication = bits.Take();
        part.PublicationDue = bits.Take();
        part.AwaitsInterrupt = bits.Take();
        part.EdgesTold = bits.Take();
        part.Rising = bits.Take();
        part.Falling = bits.Take();
        part.EdgesGeneration = Born(bits.Take(3));
        part.EdgesAge = (WatchAge)bits.Take(2);
        part.First = UnpackWish(bits.Take(WishBits));
        part.Second = UnpackWish(bits.Take(WishBits));
        part.Answer = (byte)bits.Take(2);
        part.SenseAsked = bits.Take();
        part.ChipAway = bits.Take();
        part.LostTold = bits.Take();
        part.BackTold = bits.Take();
        part.PairsSeen = (byte)bits.Take(2);
        part.SenseAgain = bits.Take();
    }

    private static ulong PackMemory(in LinePart part, in Generations ranks)
    {
        var bits = new BitWriter();
        bits.Add(PackWish(part.Watch, ranks), WishBits);
        bits.Add((ulong)part.InForce, 4);
        bits.Add((ulong)part.Wanted, 4);
        bits.Add((ulong)part.Confirmed, 4);
        bits.Add(part.PairsBeforeNone, 2);
        bits.Add(part.Level);
        bits.Add(part.Moving);
        bits.Add(part.Off);
        bits.Add(part.OwedOutside);
        bits.Add(part.OwedInside);
        bits.Add(part.OwedWanted);
        bits.Add(part.EarnedWanted);
        bits.Add(part.Earned);
        bits.Add(part.Sensed);
        bits.Add(part.ChangesWatch);
        bits.Add(part.ValidTooSoon);
        bits.Add(part.ClientOn);
        bits.Add(part.ClientOwed);
        bits.Add(part.EnableAnswered);
        bits.Add(part.EventOpen);
        bits.Add(part.Denied);
        bits.Add(part.Misled);
        bits.Add(part.AtChip);
        bits.Add(part.Late);
        bits.Add(part.PairsOut, 3);
        bits.Add(part.AnswerDue);
        bits.Add(part.GuestOut);
        bits.Add(part.GuestHigh);
        bits.Add(part.WriteDue);
        bits.Add(part.ReleaseDue);
        return bits.Word;
    }

    private static void UnpackMemory(ulong word, ref LinePart part)
    {
        var bits = new BitReader(word);
        part.Watch = UnpackWish(bits.Take(WishBits));
        part.InForce = (IrqType)bits.Take(4);
        part.Wanted = (IrqType)bits.Take(4);
        part.Confirmed = (IrqType)bits.Take(4);
        part.PairsBeforeNone = (byte)bits.Take(2);
        part.Level = bits.Take();
        part.Moving = bits.Take();
        part.Off = bits.Take();
        part.OwedOutside = bits.Take();
        part.OwedInside = bits.Take();
        part.OwedWanted = bits.Take();
        part.EarnedWanted = bits.Take();
        part.Earned = bits.Take();
        part.Sensed = bits.Take();
        part.ChangesWatch = bits.Take();
        part.ValidTooSoon = bits.Take();
        part.ClientOn = bits.Take();
        part.ClientOwed = bits.Take();
        part.EnableAnswered = bits.Take();
        part.EventOpen = bits.Take();
        part.Denied = bits.Take();
        part.Misled = bits.Take();
        part.AtChip = bits.Take();
        part.Late = bits.Take();
        part.PairsOut = (byte)bits.Take(3);
        part.AnswerDue = bits.Take();
        part.GuestOut = bits.Take();
        part.GuestHigh = bits.Take();
        part.WriteDue = bits.Take();
        part.ReleaseDue = bits.Take();
    }
}
