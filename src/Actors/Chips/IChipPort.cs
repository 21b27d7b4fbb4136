using Akka.Actor;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Chips;

/// <summary>The device below a chip: it opens, and carries out the operations that the nets allow. A port may fail; its chip does
/// not.</summary>
/// <remarks>Called on the chip's reactor; never blocks. Later answers go to the chip as messages.</remarks>
public interface IChipPort : IPinPort
{
    /// <summary>The desk that the port is below: where edges go and lines are known. Once, before the first opening.</summary>
    internal void Serve(ChipDesk desk)
    {
    }

    /// <summary>Begins to open the device. It ends with <see cref="PortProtocol.PortOpened"/> or <see cref="PortProtocol.PortLost"/> to
    /// <paramref name="chip"/>.</summary>
    /// <param name="opening">The number of this opening: what the port tells later of an older one counts for nothing.</param>
    void Open(int opening, IActorRef chip);

    /// <summary>The port's own message about an opening has arrived on the chip's reactor.</summary>
    /// <param name="isPresent">false = the message is too late, and nobody uses what was opened.</param>
    internal void Opened(PortProtocol.PortOpened message, bool isPresent)
    {
    }

    /// <summary>An answer of the port has arrived on the chip's reactor. Its operation may have been given up meanwhile.</summary>
    /// <returns>What the answer shows of the pin.</returns>
    internal PortArrival Arrived(PortProtocol.PortAnswered answer) => new() { Sensed = answer.Sensed, Why = answer.Why };

    /// <summary>What has been at the device for too long, for a person; null = nothing.</summary>
    string? Hanging() => null;

    /// <summary>The desk has other nets by now: the port lets lines go that are gone, and looks for lines that are new.</summary>
    void Replanned(ChipPlan plan)
    {
    }

    /// <summary>The port is still looking for lines; it ends with <see cref="PortProtocol.LinesFound"/>.</summary>
    internal bool IsLooking => false;

    /// <summary>The port's own message about lines that it looked for has arrived on the chip's reactor.</summary>
    /// <param name="isPresent">false = the message is too late.</param>
    internal void Found(PortProtocol.LinesFound message, bool isPresent)
    {
    }

    /// <summary>Gives the device up; the port says nothing more about it.</summary>
    void Close();
}

/// <summary>The port of a simulated chip: always there, never refuses. The nets are the whole device.</summary>
public sealed class SimulatedPort : IChipPort
{
    private static readonly PortProtocol.PortOpened Opened = new();

    public bool ReadsNets => true;

    public void Open(int opening, IActorRef chip) => chip.Tell(Opened, ActorRefs.NoSender);

    public PortResult Begin(PortOperation operation, IActorRef chip) => PortResult.Done;

    public void Close()
    {
    }
}
