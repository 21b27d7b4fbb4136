using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Records;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Wires;

/// <summary>Where one net, and what each guest line has of it, is written for a successor of this process.</summary>
/// <remarks>
/// <code>
///   net:  0 flags:8 | left behind:8 | stimulus:8 | hardware:8   1 writes   2 the stimulus' write   3 the write of who left
///         4 edges   5 contentions   6 lost   7 check of 0 … 6
///   user: 0 direction:8 | value:8 | type:8 | released:8 | drive:8   1 generation:32 | edges given:32   2 last write
///         3 serial of the request applied last   4 check of 0 … 3
/// </code>
/// The first named is in the lowest bits. Levels: 0 low, 1 high, 2 none. Chip's reactor only.
/// </remarks>
/// <param name="name">Of the net's region; those of its users begin with it.</param>
internal sealed class NetRecord(Net net, RecordFile file, RecordTurn turn, string name) : IRecorded
{
    private const int NetWords = 8;
    private const int UserWords = 5;
    private const byte NoLevel = 2;

    private readonly RecordRegion _region = file.Region(name, NetWords);

    [Flags]
    private enum Flags : byte
    {
        None = 0,
        HoldsInitial = 1,
        AsIs = 2,
        WasDriven = 4,
        FoundInput = 8,
    }

    public bool IsMarked { get; set; }

    /// <summary>Has the net written at the end of this turn.</summary>
    public void Mark() => turn.Mark(this);

    /// <summary>Makes room for what a guest line has of the net.</summary>
    public void Add(Mapping mapping) => mapping.Place = file.Region($"{name}/{mapping.Guest}/{mapping.Plan.Line}", UserWords);

    /// <summary>Gives that room up, because the line is mapped elsewhere.</summary>
    public void Remove(Mapping mapping)
    {
        if (mapping.Place is { } place) turn.RemoveAfter(file, place);
        mapping.Place = null;
    }

    /// <summary>Gives the net's own room up.</summary>
    public void Remove() => turn.RemoveAfter(file, _region);

    public void Record(RecordTurn into)
    {
        var image = net.Image;
        Span<ulong> words = stackalloc ulong[NetWords - 1];
        var flags = (image.HoldsInitial ? Flags.HoldsInitial : 0) | (image.AsIs ? Flags.AsIs : 0)
            | (image.WasDriven ? Flags.WasDriven : 0) | (image.FoundInput ? Flags.FoundInput : 0);
        words[0] = (ulong)flags | (ulong)image.Left << 8 | (ulong)Code(image.Stimulus) << 16 | (ulong)Code(image.Hardware) << 24;
        (words[1], words[2], words[3]) = ((ulong)image.Writes, (ulong)image.Stimulated, (ulong)image.LeftWritten);
        (words[4], words[5], words[6]) = ((ulong)image.Edges, (ulong)image.Contentions, (ulong)image.Lost);
        Write(into, _region, words);
        foreach (var mapping in net.Mappings)
        {
            if (mapping.Place is not { } place) continue;
            var desired = mapping.Desired;
            words[0] = (ulong)desired.Direction | (desired.Value ? 1UL << 8 : 0) | (ulong)desired.Irq << 16
                | (desired.Released ? 1UL << 24 : 0) | (ulong)mapping.Drive << 32;
            (words[1], words[2]) = (desired.Generation | (ulong)mapping.Given << 32, (ulong)mapping.Written);
            words[3] = mapping.Applied;
            Write(into, place, words[..(UserWords - 1)]);
        }
    }

    /// <summary>Reads what the process before has left of the net.</summary>
    /// <returns>false = nothing that makes sense.</returns>
    public bool TryRead(out NetImage image)
    {
        Span<ulong> words = stackalloc ulong[NetWords];
        _region.CopyTo(0, words);
        var (flags, left) = ((Flags)(byte)words[0], (Drive)(byte)(words[0] >> 8));
        image = new NetImage(flags.HasFlag(Flags.HoldsInitial), flags.HasFlag(Flags.AsIs), flags.HasFlag(Flags.WasDriven),
            flags.HasFlag(Flags.FoundInput), left, LevelOf((byte)(words[0] >> 16)), LevelOf((byte)(words[0] >> 24)), (long)words[1],
            (long)words[2], (long)words[3], (long)words[4], (long)words[5], (long)words[6]);
        return words[^1] == RecordLayout.Check(words[..^1]) && Enum.IsDefined(left);
    }

    /// <summary>Reads what the process before has left of a guest line.</summary>
    /// <returns>false = nothing that makes sense: the line tells its chip everything anew.</returns>
    public static bool TryRead(Mapping mapping)
    {
        Span<ulong> words = stackalloc ulong[UserWords];
        mapping.Place!.CopyTo(0, words);
        var (direction, irq) = ((GpioDirection)(byte)words[0], (IrqType)(byte)(words[0] >> 16));
        var drive = (Drive)(byte)(words[0] >> 32);
        if (words[^1] != RecordLayout.Check(words[..^1]) || !Enum.IsDefined(direction) || !Enum.IsDefined(irq) || !Enum.IsDefined(drive))
            return false;
        mapping.Desired = new DesiredLine(direction, (byte)(words[0] >> 8) != 0, irq, (uint)words[1], (byte)(words[0] >> 24) != 0);
        (mapping.Drive, mapping.Given, mapping.Written) = (drive, (uint)(words[1] >> 32), (long)words[2]);
        mapping.Applied = mapping.AppliedBefore = (uint)words[3];
        return true;
    }

    private static void Write(RecordTurn turn, RecordRegion region, ReadOnlySpan<ulong> words)
    {
        for (int i = 0; i < words.Length; i++) turn.Write(region, i, words[i]);
        turn.Write(region, words.Length, RecordLayout.Check(words));
    }

    private static byte Code(bool? level) => level is { } known ? (byte)(known ? 1 : 0) : NoLevel;

    private static bool? LevelOf(byte code) => code == NoLevel ? null : code != 0;
}
