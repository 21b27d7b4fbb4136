using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Chips;

/// <summary>Every message that a <see cref="ChipActor"/> receives and sends.</summary>
public static class ChipProtocol
{
    /// <summary>In, from the rig: how a change of the plan goes that may be undone.</summary>
    public sealed record Change(ChangePhase Phase);

    public enum ChangePhase
    {
        /// <summary>It begins: lines let go next.</summary>
        Begins,

        /// <summary>It is refused: lines get back what they had next.</summary>
        Refused,

        /// <summary>Lines have what they had.</summary>
        Undone,
    }

    /// <summary>In, from the rig: other lines, or other settings of lines; answered with <see cref="Replanned"/> once the device has
    /// found the lines.</summary>
    public sealed record Replan(ChipPlan Plan, long Round);

    public sealed record Replanned(long Round);

    /// <summary>In, from the port: where the lines are that came after the device was opened.</summary>
    /// <param name="Opening">As for <see cref="PortOpened"/>.</param>
    public record LinesFound(ImmutableArray<FoundPin> Lines, int Opening);

    /// <summary>In: sets or withdraws the stimulus of a line; answered with <see cref="SetResult"/>.</summary>
    public sealed record SetStimulus(int Index, bool? Level);

    /// <summary>In: sets or withdraws the stimuli of several lines, at once; answered with <see cref="StimuliSet"/>.</summary>
    public sealed record SetStimuli(ImmutableArray<SetStimulus> Lines);

    /// <param name="Results">In the order of <see cref="SetStimuli.Lines"/>.</param>
    public sealed record StimuliSet(ImmutableArray<SetResult> Results);

    /// <summary>In: answered with <see cref="LineRead"/>.</summary>
    public sealed record ReadLine(int Index);

    /// <param name="Line">null = the chip has no such line.</param>
    public sealed record LineRead(LineReading? Line);

    /// <summary>In: answered with <see cref="ChipSnapshot"/>.</summary>
    public sealed record Describe
    {
        public static readonly Describe Instance = new();
    }

    /// <summary>In: edges of these lines go to the subscription, their levels first; answered with <see cref="Subscribed"/>.</summary>
    public sealed record Subscribe(IReadOnlyCollection<int> Lines, EdgeSubscription Subscription);

    public sealed record Subscribed
    {
        public static readonly Subscribed Instance = new();
    }

    public sealed record Unsubscribe(EdgeSubscription Subscription);

    /// <summary>In: answered with <see cref="Settled"/> once every message before it has been taken in.</summary>
    public sealed record Settle
    {
        public static readonly Settle Instance = new();
    }

    public sealed record Settled
    {
        public static readonly Settled Instance = new();
    }

    /// <summary>In, from the port: an operation that it kept has ended.</summary>
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

    /// <summary>In, from the port: the device is open.</summary>
    /// <param name="Facts">null = a device without lines of its own: a simulated one.</param>
    /// <param name="Opening">The number of the opening, <see cref="ChipDesk.Opening"/>; a message about another opening is too
    /// late.</param>
    public record PortOpened(PortFacts? Facts = null, int? Opening = null);

    /// <summary>In, from the port: the device is gone, or could not be opened.</summary>
    /// <param name="Absent">There is no such device.</param>
    /// <param name="Opening">As for <see cref="PortOpened"/>; null = the present one.</param>
    public sealed record PortLost(string Reason, bool Absent = false, int? Opening = null);

    /// <summary>In, from the port: a line that is sampled has another level.</summary>
    /// <param name="Ns">CLOCK_MONOTONIC when it was read, nanoseconds.</param>
    /// <param name="Opening">As for <see cref="PortOpened"/>.</param>
    public sealed record Sampled(int Index, bool Level, long Ns, int Opening);

    /// <summary>In, from the port: devices have come or changed; the missing device may be among them.</summary>
    public sealed record DevicesChanged
    {
        public static readonly DevicesChanged Instance = new();
    }

    /// <summary>In, from a timer: check whether an operation hangs at the device.</summary>
    public sealed record LookAtPort
    {
        public static readonly LookAtPort Instance = new();
    }

    /// <summary>In, from a timer: ask the device again for the pins that it refused.</summary>
    public sealed record SettlePins
    {
        public static readonly SettlePins Instance = new();
    }

    /// <summary>In, from a timer: askers that wait for a slow device get what the hub knows.</summary>
    public sealed record WaitedEnough
    {
        public static readonly WaitedEnough Instance = new();
    }

    /// <summary>In, from a timer: try to open again.</summary>
    public sealed record Reopen
    {
        public static readonly Reopen Instance = new();
    }
}
