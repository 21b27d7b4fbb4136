using Akka.Actor;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Links;

namespace GpioHub.Hub.Links;

/// <summary>The one actor of the system "rig" that messages of other hosts reach. It hands them on.</summary>
internal sealed class LinkDoorActor : ReceiveActor
{
    private readonly RigGate _gate;

    public LinkDoorActor(RigGate gate)
    {
        _gate = gate;
        Receive<LinkMessage>(message =>
        {
            if (Peer() is { } host) gate.Door.Arrived(host, message);
            else gate.TurnedAway(From(), "it is none of this hub's hubs");
        });
        Receive<NoLinkMessage>(other => gate.TurnedAway(From(), other.Why));
        ReceiveAny(_ => gate.TurnedAway(From(), "no message of a link"));
    }

    public static Props PropsFor(RigGate gate) => Props.Create<LinkDoorActor>(gate);

    /// <summary>The sender's name as the plan has it: the transport has seen to it that nobody speaks for another of a
    /// connection.</summary>
    private string? Peer() =>
        RigAddress.HostOf(Sender.Path.Address.Host) is { } host ? _gate.Peers.Of(host)?.Host : null;

    private string From() => RigAddress.HostOf(Sender.Path.Address.Host) ?? "somebody";
}
