using Akka.Actor;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Wires;

/// <summary>One operation that a device is asked to do on one pin: preallocated, mutable, owned by whoever holds it.</summary>
/// <remarks>One pin has one outstanding operation at a time; the others wait in the order in which they came (HR-01).</remarks>
public abstract class PortOperation
{
    internal abstract Net Net { get; }

    /// <summary>Read: sense the level. Else: make <see cref="Pin"/> true.</summary>
    public ChipAsk Ask { get; internal set; }

    /// <summary>The pin as it is to be; with Read, as it is believed to be. A simulated chip has no pins and gets the default.</summary>
    public PinState Pin { get; internal set; }

    /// <summary>The number of this handover to the port. An answer with an older number is ignored.</summary>
    public uint Ticket { get; internal set; }

    public ChipOutcome Outcome { get; internal set; }

    /// <summary>A fault of the chip keeps the operation in place of the device. It begins anew when the fault ends.</summary>
    internal bool IsKept { get; set; }

    /// <summary>The logical level that the device saw when the operation was done; null = it has not looked, or cannot.</summary>
    public bool? Sensed { get; set; }

    /// <summary>The reason of Refused or Gone, for a person; null = none is given.</summary>
    public string? Why { get; set; }
}

/// <summary>An operation of a guest line; it comes back to its line with the answer.</summary>
internal sealed class LineOperation(Mapping mapping) : PortOperation, WireProtocol.ILineMessage, IReactorWork
{
    public Mapping Mapping { get; } = mapping;

    internal override Net Net => Mapping.Net;

    public DesiredLine Desired { get; internal set; }

    public uint Serial { get; internal set; }

    /// <summary>The serial of the fetch of the request that the operation serves: a successor of this process asks with the same one. 0 =
    /// it serves no request.</summary>
    public uint RequestSerial { get; internal set; }

    /// <summary>The operation is a guest's write of an output, even if it changes nothing; else it applies once more what was asked
    /// before.</summary>
    internal bool Writes { get; set; }

    /// <summary>With Refused: who drives the line, which is exclusive; null = it was refused for another reason.</summary>
    public string? Holder { get; internal set; }

    /// <summary>The operation is on its way back to its line, or has arrived and the line has not looked at it.</summary>
    public bool Answered { get; internal set; }

    /// <summary>The net's level as its readers see it, when the operation was done.</summary>
    public bool Level { get; internal set; }

    /// <summary>Edges of the net until then.</summary>
    public long Edges { get; internal set; }

    /// <summary>A person is to hear why the operation was refused. Nobody makes this text for a guest, which may ask as fast as it
    /// likes.</summary>
    internal bool AsksWhy { get; set; }

    /// <summary>The operation is the desk's own. When it is done, the line hears that its chip is back; the line never gets the
    /// operation.</summary>
    internal bool BringsBack { get; init; }

    /// <summary>Sends the operation to its chip.</summary>
    public void ToChip()
    {
        if (Mapping.Crossing is { Guest: { } guest }) guest.AfterCommit(this);
        else Execute();
    }

    /// <summary>Sends the operation back to its line.</summary>
    public void ToLine()
    {
        if (Mapping.Crossing is { } crossing) crossing.Chip.AfterCommit(this);
        else Execute();
    }

    public void Execute() => (Answered ? Mapping.Line : Mapping.Chip).Tell(this, ActorRefs.NoSender);
}

/// <summary>An operation of the net itself: it makes the pin as all drivers and watchers want it, or asks for the level.</summary>
internal sealed class NetOperation(Net net) : PortOperation
{
    internal override Net Net { get; } = net;

    /// <summary>The operation waits for its turn, or is at the device.</summary>
    internal bool Outstanding { get; set; }

    /// <summary>Lines wait to hear the level from it.</summary>
    internal bool Awaited { get; set; }
}

/// <summary>An operation of a person: it sets or withdraws the stimulus of a net.</summary>
internal sealed class StimulusOperation(Net net) : PortOperation
{
    internal override Net Net { get; } = net;

    /// <summary>Gives who asked the result.</summary>
    internal required Action<SetResult> Answer { get; init; }

    /// <summary>null = withdraw.</summary>
    internal required bool? Level { get; init; }

    /// <summary>The pulse of which <see cref="Level"/> is the first level; null = the level stays.</summary>
    internal (int Number, PulseOrder Order)? Pulse { get; init; }

    /// <summary>With <see cref="Pulse"/>: the pulse was ended before it began.</summary>
    internal bool IsWithdrawn { get; set; }
}
