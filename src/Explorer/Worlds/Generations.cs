using System.Runtime.CompilerServices;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The generations that a line and its chip have in use, by rank: a decision only asks which are the same.</summary>
internal struct Generations
{
    /// <summary>The rank of a generation to which no edge belongs.</summary>
    public const ulong None = 7;

    private Seven _known;
    private int _count;

    public Generations(in LinePart part)
    {
        if (part.Line.Irq != IrqType.None) Add(part.Line.Generation);
        if (part.EdgesTold) Add(part.EdgesGeneration);
        foreach (ref readonly var wish in (ReadOnlySpan<ChipWish>)[part.Watch, part.First, part.Second, part.Kept])
            if (wish.Irq != IrqType.None) Add(wish.Generation);
        if (part.Line.Operation == ChipOperation.Enable) Add(part.Line.WantedGeneration);
    }

    /// <summary>The rank, in the order in which the line, its record of edges and its chip name them; <see cref="None"/> if none of them
    /// does.</summary>
    public readonly ulong Of(uint generation)
    {
        for (int rank = 0; rank < _count; rank++)
            if (_known[rank] == generation) return (ulong)rank;
        return None;
    }

    private void Add(uint generation)
    {
        for (int rank = 0; rank < _count; rank++)
            if (_known[rank] == generation) return;
        _known[_count++] = generation;
    }

    [InlineArray(7)]
    private struct Seven
    {
        private uint _first;
    }
}
