using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Chips;

/// <summary>Every message of an <see cref="IChipPort"/> to the actor of its chip. Any thread sends them.</summary>
public static class PortProtocol
{
    /// <summary>An operation that the port kept has ended.</summary>
    /// <param name="Ticket">The operation's <see cref="PortOperation.Ticket"/> when the port got it.</param>
    public record PortAnswered(PortOperation Operation, uint Ticket, ChipOutcome Outcome)
    {
        public PortAnswered(PortOperation operation, ChipOutcome outcome)
            : this(operation, operation.Ticket, outcome)
        {
        }

        /// <summary>The logical level that the device saw when the operation was done; null = it has not looked, or cannot.</summary>
        public bool? Sensed { get; init; }

        /// <summary>The reason of Refused or Gone, for a person; null = none is given.</summary>
        public string? Why { get; init; }
    }

    /// <summary>The device is open.</summary>
    /// <param name="Opening">The number of the opening, as <see cref="IChipPort.Open"/> got it; a message about another one is too late.
    /// null = the present one.</param>
    public record PortOpened(int? Opening = null)
    {
        /// <summary>What opening the device showed of it; null = it has no lines of its own, as a simulated one.</summary>
        internal virtual PortFacts? Facts => null;
    }

    /// <summary>The device is gone, or could not be opened.</summary>
    /// <param name="Absent">There is no such device.</param>
    /// <param name="Opening">As for <see cref="PortOpened"/>; null = the present one.</param>
    public sealed record PortLost(string Reason, bool Absent = false, int? Opening = null);

    /// <summary>A line that is sampled has another level.</summary>
    /// <param name="Ns">CLOCK_MONOTONIC when it was read, nanoseconds.</param>
    /// <param name="Opening">As for <see cref="PortOpened"/>.</param>
    public sealed record Sampled(int Index, bool Level, long Ns, int Opening);

    /// <summary>Edges of lines whose level is told: by the hub that owns them.</summary>
    /// <param name="Lines">The newest level of each, with the edges that led to it.</param>
    /// <param name="Opening">As for <see cref="PortOpened"/>.</param>
    /// <param name="Teller">Gets <paramref name="Receipt"/> when they are taken in; null = nobody waits for it.</param>
    internal sealed record EdgesTold(ImmutableArray<ToldEdges> Lines, int Opening, IActorRef? Teller = null, object? Receipt = null)
    {
        /// <summary>Some of it may have been taken in already: only the levels count.</summary>
        public bool IsRepeated { get; init; }
    }

    /// <summary>Devices have come or changed; the missing device may be among them.</summary>
    public sealed record DevicesChanged
    {
        public static readonly DevicesChanged Instance = new();
    }

    /// <summary>Where the lines are that came after the device was opened.</summary>
    /// <param name="Opening">As for <see cref="PortOpened"/>.</param>
    internal record LinesFound(ImmutableArray<FoundPin> Lines, int Opening);
}
