using Akka.Actor;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Lines;

/// <summary>What the lines of one guest need of its queues. Guest's reactor only; nothing here allocates.</summary>
internal interface ILineOutput
{
    /// <summary>The guest's id.</summary>
    string Guest { get; }

    /// <summary>What the log tells of requests that are answered ERR.</summary>
    RefusalLog Refusals { get; }

    /// <summary>Flushes of the requestq so far. An answer that was given before the last one is visible to the driver.</summary>
    long Flushes { get; }

    /// <summary>Every line of the guest counts as masked, because the guest has had its interrupts of this second.</summary>
    bool InterruptsHeld { get; }

    /// <summary>Notes which request is in hand: if the hub crashes over it, its successor knows.</summary>
    void InHand(Ticket request);

    /// <summary>Adds a line's answer to a request.</summary>
    void Answer(Ticket ticket, GpioStatus status, byte value);

    /// <summary>When the chains were taken of which the lines hear; monotonic, nanoseconds.</summary>
    long IntakeNs { get; }

    /// <summary>Adds an eventq buffer that a line gives back.</summary>
    void GiveBack(Ticket ticket, IrqStatus status);

    /// <summary>Adds an eventq buffer that goes back VALID, and counts it against the guest's limit.</summary>
    /// <param name="sinceNs">When the edge came that it tells; CLOCK_MONOTONIC, nanoseconds.</param>
    void Deliver(Ticket ticket, ushort line, long sinceNs);

    /// <summary>Adds a line that has an interrupt to deliver. It hears <see cref="LineProtocol.InterruptsAgain"/> when it may; lines hear
    /// it in the order in which they came.</summary>
    void AwaitInterrupt(IActorRef line);

    /// <summary>Adds a line that waits until its answer is visible to the driver; it hears
    /// <see cref="LineProtocol.ReplyPublished"/>.</summary>
    void AwaitPublication(IActorRef line);

    /// <summary>Handles a failure of a line's actor: answers that it gave go out, every other request of the line in flight is answered
    /// ERR, and work that the line has not taken is dropped.</summary>
    /// <returns>How many requests these are.</returns>
    int FailLine(ushort line);

    /// <summary>The eventq buffers that the driver has queued for a line and that are in flight.</summary>
    InFlightChains BuffersOf(ushort line);
}
