using GpioHub.Actors.Wires;
using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Nets;

/// <summary>What an answer of a port shows of its pin, once it has arrived on the chip's reactor. The default shows nothing.</summary>
internal readonly record struct PortArrival
{
    /// <summary>The logical level that the device saw when the operation was done; null = it has not looked, or cannot.</summary>
    public bool? Sensed { get; init; }

    /// <summary>The reason of Refused or Gone, for a person; null = none is given.</summary>
    public string? Why { get; init; }

    /// <summary>The device's line was not requested before: true = now it is, false = it cannot be, because of <see cref="Why"/>. null = it
    /// is as it was.</summary>
    public bool? Held { get; init; }

    /// <summary>The device cannot tell changes of the line; they are found by reading it from time to time (GU-22).</summary>
    public bool IsSampled { get; init; }

    /// <summary>Edges that are older than <see cref="Sensed"/>. Whoever shows them takes them out.</summary>
    public Queue<SensedEdges>? Before { get; init; }

    /// <summary>Edges that may be younger than <see cref="Sensed"/>: shown before it, it would stay as the level. Whoever shows them, when
    /// the operation has ended, takes them out.</summary>
    public Queue<SensedEdges>? After { get; init; }
}

/// <summary>Edges of the hardware on a line that its device watches.</summary>
/// <param name="Ns">CLOCK_MONOTONIC when the kernel saw the last of them, nanoseconds.</param>
internal readonly record struct SensedEdges(Net Net, EdgeBurst Burst, long Ns);

/// <summary>Edges of a line that its owner tells.</summary>
/// <param name="Index">Place in the plan.</param>
/// <param name="Burst">Its <see cref="EdgeBurst.Lost"/> edges are contained in neither count: nobody sees them as edges.</param>
/// <param name="Ns">CLOCK_MONOTONIC at the last of them, nanoseconds.</param>
internal readonly record struct ToldEdges(int Index, EdgeBurst Burst, long Ns);
