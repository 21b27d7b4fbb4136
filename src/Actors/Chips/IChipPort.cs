using Akka.Actor;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Chips;

/// <summary>What a port said at once.</summary>
public enum PortResult : byte
{
    Done,
    Refused,
    Gone,

    /// <summary>The answer comes later, as <see cref="ChipProtocol.PortAnswered"/>.</summary>
    Pending,
}

/// <summary>The device below a chip: opens it, carries out what the nets allow. It may fail; its chip does not.</summary>
/// <remarks>Called on the chip's reactor; never blocks. What it has to say later it tells the chip.</remarks>
public interface IChipPort
{
    /// <summary>Begins to open the device; ends in <see cref="ChipProtocol.PortOpened"/> or <see cref="ChipProtocol.PortLost"/> to <paramref name="chip"/>.</summary>
    void Open(ChipPlan plan, IActorRef chip);

    /// <summary>Carries out one operation whose net allows it.</summary>
    PortResult Begin(LineOperation operation, IActorRef chip);

    /// <summary>The level that the hardware shows on a line which nobody here drives; null = this port has no hardware.</summary>
    bool? Hardware(int offset);

    void Close();
}

/// <summary>The port of a simulated chip: always there, never refuses. The nets are the whole device.</summary>
public sealed class SimulatedPort : IChipPort
{
    private static readonly ChipProtocol.PortOpened Opened = new();

    public void Open(ChipPlan plan, IActorRef chip) => chip.Tell(Opened, ActorRefs.NoSender);

    public PortResult Begin(LineOperation operation, IActorRef chip) => PortResult.Done;

    public bool? Hardware(int offset) => null;

    public void Close()
    {
    }
}
