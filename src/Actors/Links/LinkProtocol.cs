using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Links;

/// <summary>Every message that a <see cref="LinkActor"/> receives, besides those of the chips that it shares.</summary>
internal static class LinkProtocol
{
    /// <summary>In, from a port: its chip is to be opened, or opened anew for other lines. It ends with a message to the chip.</summary>
    /// <param name="Local">The chip's id here.</param>
    /// <param name="Opening">The number of the opening at the chip.</param>
    /// <param name="Places">For each of <paramref name="Lines"/> its place in the chip's plan.</param>
    public sealed record OpenChip(
        string Local, RemotePlan Remote, int Opening, ImmutableArray<OpenLine> Lines, ImmutableArray<int> Places, IActorRef Chip);

    /// <summary>In, from a port: how a line is to be driven. It ends with <see cref="RemoteAnswered"/> to the chip.</summary>
    /// <param name="Place">In the chip's plan.</param>
    /// <param name="Drive">null = let go.</param>
    /// <param name="Ticket">The port's number of this wish.</param>
    /// <param name="Of">The operation at the port, and its ticket.</param>
    public sealed record AskLine(string Local, int Opening, int Place, bool? Drive, uint Ticket, PortOperation Of, uint OfTicket);

    /// <summary>In, from a port: nobody needs the chip.</summary>
    /// <param name="ForGood">It has left the rig.</param>
    public sealed record CloseChip(string Local, int Opening, bool ForGood);

    /// <summary>In, from a chip: it has taken the edges in.</summary>
    public sealed record EdgesTaken(string Chip, ulong Epoch, long Number);

    /// <summary>In, from whoever delivers: a message of the other hub.</summary>
    public sealed record Came(LinkMessage Message);

    /// <summary>In: the chips whose lines the other hub may have.</summary>
    public sealed record Share(ImmutableArray<SharedChip> Chips);

    /// <summary>In: other settings of the link.</summary>
    public sealed record Replan(LinksPlan Links, PeerPlan Peer);

    /// <summary>In, from a timer: time has passed.</summary>
    public sealed record Tick
    {
        public static readonly Tick Instance = new();
    }

    /// <summary>In, from a timer: edges that were kept back may be told.</summary>
    public sealed record MayTell
    {
        public static readonly MayTell Instance = new();
    }

    /// <summary>In: the hub stops, and needs no chip of the other any more.</summary>
    public sealed record Stop
    {
        public static readonly Stop Instance = new();
    }
}

/// <summary>A chip of this host with lines that the other host may have.</summary>
internal sealed record SharedChip(string Id, IActorRef Chip, ImmutableArray<SharedMapping> Lines);

/// <summary>What one host may have of a chip.</summary>
internal sealed record SharedOfHost(string Host, SharedChip Chip);

/// <param name="Mapping">Of the other host.</param>
internal sealed record SharedMapping(SharedLine Line, Mapping Mapping);
