using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Control;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Chips;

/// <summary>Everything a <see cref="ChipActor"/> hears and says.</summary>
public static class ChipProtocol
{
    /// <summary>In: a line's actor is there and wants to know about its chip; answered with ChipLost or ChipBack.</summary>
    /// <remarks>A mapping that the chip does not know yet is admitted.</remarks>
    public sealed record Attach(ChipUser User, IActorRef Line);

    /// <summary>In, from a line: it is mapped elsewhere from now on, and lets go by its <c>onRelease</c>;
    /// answered with <see cref="LineProtocol.Detached"/>.</summary>
    public sealed record Detach(ChipUser User, long Round);

    /// <summary>In, from a line: the mapping may do other things from now on.</summary>
    public sealed record Remap(ChipUser User, GuestLinePlan Plan);

    /// <summary>In, from the hub: other lines, or other settings of them; answered with <see cref="Hub.HubProtocol.Done"/> once the device
    /// knows where they are.</summary>
    public sealed record Replan(ChipPlan Plan, long Round);

    /// <summary>In, from the port: where lines are that were not there when the device was opened.</summary>
    /// <param name="Opening">As for <see cref="PortOpened"/>.</param>
    public record LinesFound(ImmutableArray<FoundPin> Lines, int Opening);

    /// <summary>In: the stimulus of a line; answered with <see cref="SetResult"/>.</summary>
    public sealed record SetStimulus(int Index, bool? Level);

    /// <summary>In: answered with <see cref="ChipSnapshot"/>.</summary>
    public sealed record Describe
    {
        public static readonly Describe Instance = new();
    }

    /// <summary>In: edges of these lines go to the subscription, first their levels; answered with <see cref="Subscribed"/>.</summary>
    public sealed record Subscribe(IReadOnlyCollection<int> Lines, EdgeSubscription Subscription);

    public sealed record Subscribed
    {
        public static readonly Subscribed Instance = new();
    }

    public sealed record Unsubscribe(EdgeSubscription Subscription);

    /// <summary>In: answered with <see cref="Settled"/> when everything told before has been taken in.</summary>
    public sealed record Settle
    {
        public static readonly Settle Instance = new();
    }

    public sealed record Settled
    {
        public static readonly Settled Instance = new();
    }

    /// <summary>In, from a line on another reactor: what is the level of its net just now? Answered through its
    /// <see cref="PendingEdges"/>.</summary>
    public sealed record SenseLevel(ChipUser User);

    /// <summary>In, from the port: the operation which it kept has come to an end.</summary>
    /// <param name="Ticket">Of <see cref="PortOperation.Ticket"/> when the port was given it.</param>
    public record PortAnswered(PortOperation Operation, uint Ticket, ChipOutcome Outcome)
    {
        public PortAnswered(PortOperation operation, ChipOutcome outcome)
            : this(operation, operation.Ticket, outcome)
        {
        }
    }

    /// <summary>In, from the port: the device is open.</summary>
    /// <param name="Facts">null = a device without lines of its own: a simulated one.</param>
    /// <param name="Opening">Which one, <see cref="ChipDesk.Opening"/>; what is said of another is too late.</param>
    public record PortOpened(PortFacts? Facts = null, int? Opening = null);

    /// <summary>In, from the port: the device is gone, or would not open.</summary>
    /// <param name="Absent">There is no such device.</param>
    /// <param name="Opening">As for <see cref="PortOpened"/>; null = the present one.</param>
    public sealed record PortLost(string Reason, bool Absent = false, int? Opening = null);

    /// <summary>In, from the port: a line that is sampled has another level.</summary>
    /// <param name="Ns">CLOCK_MONOTONIC when it was read, nanoseconds.</param>
    /// <param name="Opening">As for <see cref="PortOpened"/>.</param>
    public sealed record Sampled(int Index, bool Level, long Ns, int Opening);

    /// <summary>In, from the port: devices have come or changed; the one that is missing may be among them.</summary>
    public sealed record DevicesChanged
    {
        public static readonly DevicesChanged Instance = new();
    }

    /// <summary>In, from the desk: an operation is at the device.</summary>
    public sealed record PortBusy
    {
        public static readonly PortBusy Instance = new();
    }

    /// <summary>In, from the desk: the device refused what nobody waits for.</summary>
    public sealed record PinUnsettled
    {
        public static readonly PinUnsettled Instance = new();
    }

    /// <summary>In, from a timer: is anything stuck at the device?</summary>
    public sealed record LookAtPort
    {
        public static readonly LookAtPort Instance = new();
    }

    /// <summary>In, from a timer: ask the device again for what it refused.</summary>
    public sealed record SettlePins
    {
        public static readonly SettlePins Instance = new();
    }

    /// <summary>In, from a timer: those who wait for a slow device are answered with what is known.</summary>
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
