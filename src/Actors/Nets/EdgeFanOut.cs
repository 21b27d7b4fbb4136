using Akka.Actor;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;
using GpioHub.Recording.Log;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Nets;

/// <summary>Tells every watcher of a net what it sees: guest lines through their <see cref="PendingEdges"/>, readers from outside through
/// the log.</summary>
/// <remarks>On the path of every edge: it allocates nothing. Chip's reactor only.</remarks>
internal sealed class EdgeFanOut(EdgeFeed feed, IMonotonicClock clock)
{
    /// <summary>Tells that the level that readers see has changed by one edge.</summary>
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds; null = now.</param>
    public void Show(Net net, bool level, LogCause cause, long? ns)
    {
        long at = ns ?? clock.NowNs;
        feed.Edge(net, level, cause, at);                                  // before its interrupts, so that it has the smaller number
        foreach (var mapping in net.Mappings)
        {
            if (mapping.Later is { } later) Add(later, mapping, level ? 1 : 0, level ? 0 : 1, level, at);
            else if (!mapping.Watches) mapping.Edges.Level = level;
            else if (mapping.Edges.Add(level, mapping.Desired.Generation, at)) mapping.Line.Tell(mapping.Edges, ActorRefs.NoSender);
        }
    }

    /// <summary>Tells that the level that readers see has changed by one or more edges of the hardware.</summary>
    /// <param name="before">The level before the first of them.</param>
    public void Show(Net net, bool before, in EdgeBurst burst, long ns)
    {
        for (int left = burst.Rising + burst.Falling; left > 0; left--)
        {
            before = left == 1 ? burst.Level : !before;
            feed.Edge(net, before, LogCause.Hardware, ns);
        }

        foreach (var mapping in net.Mappings)
        {
            if (mapping.Later is { } later) Add(later, mapping, burst.Rising, burst.Falling, burst.Level, ns);
            else if (!mapping.Watches) mapping.Edges.Level = burst.Level;
            else if (mapping.Edges.Add(burst.Rising, burst.Falling, burst.Level, mapping.Desired.Generation, ns))
                mapping.Line.Tell(mapping.Edges, ActorRefs.NoSender);
        }
    }

    private static void Add(EdgesAfterCommit later, Mapping mapping, int rising, int falling, bool level, long ns)
    {
        if (mapping.Watches) later.Add(rising, falling, level, mapping.Desired.Generation, ns);
        else later.Show(level);
    }

    /// <summary>Tells the level to every level interrupt of the net. This is not an edge (GU-19).</summary>
    public static void TellLevel(Net net, bool level)
    {
        foreach (var mapping in net.Mappings)
        {
            bool senses = mapping.Desired.Irq is IrqType.LevelHigh or IrqType.LevelLow;
            if (senses && mapping.Later is { } later) later.Add(0, 0, level, mapping.Desired.Generation, ns: 0);
            else if (senses && mapping.Edges.Add(0, 0, level, mapping.Desired.Generation, ns: 0))
                mapping.Line.Tell(mapping.Edges, ActorRefs.NoSender);
        }
    }
}
