using Akka.Actor;
using GpioHub.Actors.Control;
using GpioHub.Actors.Lines;

namespace GpioHub.Actors.Chips;

/// <summary>Everything a <see cref="ChipActor"/> hears and says.</summary>
public static class ChipProtocol
{
    /// <summary>In: a line's actor is there and wants to know about its chip; answered with ChipLost or ChipBack.</summary>
    public sealed record Attach(ChipUser User, IActorRef Line);

    /// <summary>In: the stimulus of a line; answered with <see cref="SetResult"/>.</summary>
    public sealed record SetStimulus(int Offset, bool? Level);

    /// <summary>In: answered with <see cref="ChipSnapshot"/>.</summary>
    public sealed record Describe
    {
        public static readonly Describe Instance = new();
    }

    /// <summary>In: edges of these lines go to the subscription, first their levels; answered with <see cref="Subscribed"/>.</summary>
    public sealed record Subscribe(IReadOnlyCollection<int> Offsets, EdgeSubscription Subscription);

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

    /// <summary>In, from the port: the operation which it kept has come to an end.</summary>
    public sealed record PortAnswered(LineOperation Operation, ChipOutcome Outcome);

    /// <summary>In, from the port: the device is open.</summary>
    public sealed record PortOpened;

    /// <summary>In, from the port: the device is gone, or would not open.</summary>
    public sealed record PortLost(string Reason);

    /// <summary>In, from the port: the hardware's level of a line which nobody here drives has changed.</summary>
    public sealed record HardwareChanged(int Offset, bool Level);

    /// <summary>In, from a timer: try to open again.</summary>
    public sealed record Reopen
    {
        public static readonly Reopen Instance = new();
    }
}

/// <summary>One thing asked of a chip for one line: preallocated, mutable, owned by whoever holds it; it comes back to its line with the answer.</summary>
public sealed class LineOperation(ChipUser user) : LineProtocol.ILineMessage
{
    public ChipUser User { get; } = user;

    /// <summary>Read, Apply or Tell.</summary>
    public ChipAsk Ask { get; internal set; }

    public DesiredLine Desired { get; internal set; }

    public uint Serial { get; internal set; }

    public ChipOutcome Outcome { get; internal set; }

    /// <summary>It is on its way back to its line, or there and not yet looked at.</summary>
    public bool Answered { get; internal set; }

    /// <summary>The net's level when the operation was done.</summary>
    public bool Level { get; internal set; }
}
