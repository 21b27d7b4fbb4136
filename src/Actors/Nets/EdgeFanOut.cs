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
            if (!mapping.Watches) Show(mapping, level);
            else Give(mapping, level ? 1 : 0, level ? 0 : 1, level, at);
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
            if (!mapping.Watches) Show(mapping, burst.Level);
            else Give(mapping, burst.Rising, burst.Falling, burst.Level, ns);
        }
    }

    private static void Give(Mapping mapping, int rising, int falling, bool level, long ns)
    {
        mapping.Given += (uint)(rising + falling);
        uint watch = mapping.Desired.Generation;
        if (mapping.Later is { } later) later.Add(rising, falling, level, watch, ns);
        else if (mapping.Edges.Add(rising, falling, level, watch, ns)) mapping.Line.Tell(mapping.Edges, ActorRefs.NoSender);
    }

    private static void Show(Mapping mapping, bool level)
    {
        if (mapping.Later is { } later) later.Show(level);
        else mapping.Edges.Level = level;
    }

    /// <summary>Tells the level to every level interrupt of the net. This is not an edge (GU-19).</summary>
    public static void TellLevel(Net net, bool level)
    {
        foreach (var mapping in net.Mappings)
        {
            if (mapping.Desired.Irq is IrqType.LevelHigh or IrqType.LevelLow) Give(mapping, 0, 0, level, ns: 0);
        }
    }
}
