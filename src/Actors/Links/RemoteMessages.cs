using System.Collections.Immutable;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Links;

/// <summary>To a chip: the other hub has opened it.</summary>
/// <param name="Drivable">In the order of the plan's lines: the owner's file lets this host drive it.</param>
internal sealed record RemoteOpened(PortFacts OfDevice, int OfOpening, ImmutableArray<bool> Drivable) : PortProtocol.PortOpened(OfOpening)
{
    internal override PortFacts Facts => OfDevice;
}

/// <summary>To a chip: the other hub has opened it anew, for other lines.</summary>
/// <param name="Drivable">For each of <paramref name="OfLines"/>.</param>
internal sealed record RemoteFound(ImmutableArray<FoundPin> OfLines, int OfOpening, ImmutableArray<bool> Drivable)
    : PortProtocol.LinesFound(OfLines, OfOpening);

/// <summary>To a chip: what became of a wish.</summary>
internal sealed record RemoteAnswered(LinkProtocol.AskLine Asked, ChipOutcome Came)
    : PortProtocol.PortAnswered(Asked.Of, Asked.OfTicket, Came);
