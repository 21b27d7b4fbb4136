using GpioHub.Rules.Lines;

namespace GpioHub.Explorer.Worlds;

/// <content>What the guest writes to its net, and what matters to a successor of the hub only.</content>
internal static partial class LineCode
{
    private static ulong PackSuccession(in LinePart part)
    {
        var bits = new BitWriter();
        bits.Add((ulong)part.RequestKind >> 2, 1);
        bits.Add(part.Line.Value);
        bits.Add(part.Line.WantedValue && part.Line.Operation == ChipOperation.SetValue);
        bits.Add(part.Line.AskedBefore);
        bits.Add((ulong)part.Watch.Drive, 2);
        bits.Add((ulong)part.Kept.Drive, 2);
        bits.Add((ulong)part.First.Drive, 2);
        bits.Add(part.First.Writes);
        bits.Add((ulong)part.Second.Drive, 2);
        bits.Add(part.Second.Writes);
        bits.Add(part.Applied);
        bits.Add(part.AppliedBefore);
        bits.Add(part.PairsJustUsed, 2);
        bits.Add(part.JustValid, 3);
        bits.Add(part.JustAnswered);
        bits.Add(part.AnswersAgain);
        return bits.Word;
    }

    private static void UnpackSuccession(ulong word, ref LinePart part)
    {
        var bits = new BitReader(word);
        part.RequestKind |= (RequestKind)(bits.Take(1) << 2);
        part.Line = part.Line with { Value = bits.Take(), WantedValue = bits.Take(), AskedBefore = bits.Take() };
        part.Watch.Drive = (PinDrive)bits.Take(2);
        part.Kept.Drive = (PinDrive)bits.Take(2);
        part.First.Drive = (PinDrive)bits.Take(2);
        part.First.Writes = bits.Take();
        part.Second.Drive = (PinDrive)bits.Take(2);
        part.Second.Writes = bits.Take();
        part.Applied = bits.Take();
        part.AppliedBefore = bits.Take();
        part.PairsJustUsed = (byte)bits.Take(2);
        part.JustValid = (byte)bits.Take(3);
        part.JustAnswered = bits.Take();
        part.AnswersAgain = bits.Take();
    }
}
