using Akka.Actor;
using GpioHub.Actors.Control;
using GpioHub.Actors.Lines;

namespace GpioHub.Actors.Chips;

/// <summary>One thing asked of a device for one pin: preallocated, mutable, owned by whoever holds it.</summary>
/// <remarks>At one pin one operation is outstanding at a time; the others wait in the order in which they came (HR-01).</remarks>
public abstract class PortOperation
{
    public abstract Net Net { get; }

    /// <summary>Read: sense the level. Else: make <see cref="Pin"/> true.</summary>
    public ChipAsk Ask { get; internal set; }

    /// <summary>The pin as it is to be; with Read, as it is believed to be. A simulated chip has none and gets the default.</summary>
    public PinState Pin { get; internal set; }

    /// <summary>Names this handing over to the port: an answer to an earlier one is nobody's any more.</summary>
    public uint Ticket { get; internal set; }

    public ChipOutcome Outcome { get; internal set; }

    /// <summary>A fault of the chip has it in place of the device: it begins anew when the fault is gone.</summary>
    internal bool IsKept { get; set; }

    /// <summary>The logical level that the device saw when it was done; null = it has not looked, or has nothing to see.</summary>
    public bool? Sensed { get; set; }

    /// <summary>Refused, Gone: why, for a person; null = nothing to say.</summary>
    public string? Why { get; set; }
}

/// <summary>What a guest line asks; it comes back to its line with the answer.</summary>
public sealed class LineOperation(ChipUser user) : PortOperation, LineProtocol.ILineMessage
{
    public ChipUser User { get; } = user;

    public override Net Net => User.Net;

    public DesiredLine Desired { get; internal set; }

    public uint Serial { get; internal set; }

    /// <summary>It is a guest's write of an output, even if it changes nothing; else what was asked before is
    /// made true once more.</summary>
    internal bool Writes { get; set; }

    /// <summary>It is on its way back to its line, or there and not yet looked at.</summary>
    public bool Answered { get; internal set; }

    /// <summary>The net's level as its readers see it, when the operation was done.</summary>
    public bool Level { get; internal set; }

    /// <summary>A person is to hear why it was refused; nobody makes words for a guest, which may ask as fast as it likes.</summary>
    internal bool AsksWhy { get; set; }

    /// <summary>The desk's own: the line hears that its chip is back when this is done, and never gets the operation.</summary>
    internal bool BringsBack { get; init; }
}

/// <summary>What a net asks for itself: that its pin be as all its drivers and watchers want it, or what its level is.</summary>
public sealed class NetOperation(Net net) : PortOperation
{
    public override Net Net { get; } = net;

    /// <summary>It waits for its turn, or is at the device.</summary>
    internal bool Outstanding { get; set; }

    /// <summary>Lines wait to hear the level from it.</summary>
    internal bool Awaited { get; set; }

    /// <summary>A stimulus that begins to drive when this is done: who asked for it; null = none.</summary>
    internal IActorRef? Asker { get; init; }

    /// <summary>With <see cref="Asker"/>: the level; null = withdraw.</summary>
    internal bool? Stimulus { get; init; }

    /// <summary>With <see cref="Asker"/>: the pulse of which it is the first level; null = it is a level for good.</summary>
    internal (int Number, PulseOrder Order)? Pulse { get; init; }

    /// <summary>With <see cref="Pulse"/>: it was ended before it began.</summary>
    internal bool IsWithdrawn { get; set; }
}
