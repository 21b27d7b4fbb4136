using GpioHub.Actors.Nets;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The kernel's events of a port's lines, on their way to the desk. Allocates nothing. Chip's reactor only.</summary>
internal sealed class PinEvents(GpioChipPort port)
{
    /// <summary>Most events of one line in one turn (HR-22): a storm on one line must not keep others waiting (GU-12).</summary>
    private const int EventsPerTurn = 16;

    private readonly GpioLineEvent[] _taken = new GpioLineEvent[EventsPerTurn];

    /// <summary>The desk that they are told.</summary>
    public ChipDesk Desk { get; set; } = null!;

    /// <summary>The record through which they pass; null = none.</summary>
    public PortRecord? Record { get; set; }

    /// <summary>Edges for <see cref="PortArrival.Before"/>.</summary>
    public Queue<SensedEdges> Before { get; } = new();

    /// <summary>Edges for <see cref="PortArrival.After"/>.</summary>
    public Queue<SensedEdges> After { get; } = new();

    /// <summary>Takes some of a line's events; epoll says so if there are more.</summary>
    public void Drain(PinLine line) => Drain(line, EventsPerTurn, into: null);

    /// <param name="into">Gets what they show; null = the desk does.</param>
    public void DrainAll(PinLine line, Queue<SensedEdges>? into = null) =>
        Drain(line, 2 * GpioChipPort.EventsKept, into);                  // bounded: a storm may be faster than this loop

    private void Drain(PinLine line, int left, Queue<SensedEdges>? into)
    {
        try
        {
            int count, room;
            do
            {
                room = Math.Min(left, EventsPerTurn);
                var events = _taken.AsSpan(0, room);
                count = line.Record is null ? line.File!.ReadEvents(events) : Record!.Read(line.File!, events);
                for (int i = 0; i < count; i++) Take(line, _taken[i], into);
                left -= count;
            }
            while (count == room && left > 0);                             // fewer: the kernel has no more, and one edge is one read
        }
        catch (ErrnoException e)
        {
            port.SayGone(e.Message);
        }
    }

    /// <summary>Takes all of a line's events, those first that came while it was changing.</summary>
    public void TakeEarly(PinLine line, Queue<SensedEdges> into)
    {
        while (line.Early.TryDequeue(out var early)) Tell(line, early, into);
        DrainAll(line, into);
    }

    private void Take(PinLine line, in GpioLineEvent next, Queue<SensedEdges>? into)
    {
        if (!line.IsChanging)
        {
            Tell(line, next, into);
            return;
        }

        if (line.Early.Count == GpioChipPort.EventsKept) line.Early.Dequeue();   // its number will be missing, and counts as lost
        line.Early.Enqueue(next);
    }

    /// <summary>Tells what an event shows.</summary>
    /// <param name="into">As for <see cref="DrainAll"/>.</param>
    public void Tell(PinLine line, in GpioLineEvent next, Queue<SensedEdges>? into)
    {
        line.Tracker = line.Tracker.Take(next, out var burst);
        if (!line.Tracks) return;
        if (into is null && After.Count > 0) into = After;                 // these are older, and the desk has not shown them yet
        var edges = new SensedEdges(line.Net, burst, next.TimestampNs);
        if (into is null) Desk.Sensed(edges);
        else into.Enqueue(edges);
    }
}
