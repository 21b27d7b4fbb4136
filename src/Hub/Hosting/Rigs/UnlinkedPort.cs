using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>The port of a chip of another host in a hub that has no links: it is never there.</summary>
internal sealed class UnlinkedPort(ChipPlan chip) : IChipPort
{
    public bool IsDevice => true;

    public void Open(int opening, IActorRef actor) => actor.Tell(
        new PortProtocol.PortLost($"this hub has no links, and {chip.Driver.Text}", Absent: true, opening), ActorRefs.NoSender);

    public PortResult Begin(PortOperation operation, IActorRef actor) => PortResult.Gone;

    public void Close()
    {
    }
}
