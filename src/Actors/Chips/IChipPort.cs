using System.Collections.Immutable;
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
    /// <summary>There is a device: operations get the pin that the net asks for, and levels come from outside.</summary>
    bool IsDevice => false;

    /// <summary>Begins to open the device; ends in <see cref="ChipProtocol.PortOpened"/> or <see cref="ChipProtocol.PortLost"/> to
    /// <paramref name="chip"/>.</summary>
    void Open(ChipDesk desk, IActorRef chip);

    /// <summary>Carries out one operation whose net allows it.</summary>
    PortResult Begin(PortOperation operation, IActorRef chip);

    /// <summary>What it said of an opening has arrived on the chip's reactor.</summary>
    /// <param name="isPresent">Otherwise it has come too late, and nobody uses what was opened.</param>
    void Opened(ChipProtocol.PortOpened message, bool isPresent)
    {
    }

    /// <summary>An answer of its own has arrived on the chip's reactor, perhaps to an operation that was given up meanwhile.</summary>
    void Arrived(ChipProtocol.PortAnswered answer)
    {
    }

    /// <summary>What its answer showed is the net's by now: what came after it may follow.</summary>
    void Concluded(Net net)
    {
    }

    /// <summary>Every change of the line's level is told as an edge, so that a level read beside them is news to nobody.</summary>
    bool Tracks(Net net) => false;

    /// <summary>The line is requested: what it was told last is in force, and a refusal leaves it in doubt.</summary>
    bool Holds(Net net) => false;

    /// <summary>What has been at the device for too long; null = nothing.</summary>
    string? Hanging() => null;

    /// <summary>The desk's nets are others by now: those that are gone are let go, those that are new are looked for.</summary>
    void Replanned(ChipPlan plan)
    {
    }

    /// <summary>A line has other settings: what it was told does not count any more.</summary>
    void Reconfigure(Net net)
    {
    }

    /// <summary>It looks for lines still; ends in <see cref="ChipProtocol.LinesFound"/>.</summary>
    bool IsLooking => false;

    /// <summary>What it said of lines that were looked for has arrived on the chip's reactor.</summary>
    /// <param name="isPresent">Otherwise it has come too late.</param>
    void Found(ChipProtocol.LinesFound message, bool isPresent)
    {
    }

    /// <summary>The device is given up: nothing of it is said any more.</summary>
    void Close();
}

/// <summary>What a device turned out to be when it was opened.</summary>
/// <param name="Label">As gpiodetect shows it.</param>
/// <param name="Path">Of its character device.</param>
/// <param name="Lines">In the order of the plan's.</param>
public sealed record PortFacts(string Label, string Path, ImmutableArray<PortLine> Lines);

/// <param name="Offset">On the chip; null = it has no such line.</param>
/// <param name="Problem">Why it cannot be used; null = it can.</param>
/// <param name="MayBeTried">It can be used, or could be once who holds it lets go (GU-23).</param>
/// <param name="Level">The logical level as found; null = it could not be read.</param>
/// <param name="IsInput">It was found as an input.</param>
public readonly record struct PortLine(int? Offset, string? Problem, bool MayBeTried, bool? Level, bool IsInput);

/// <param name="Index">Place in the plan.</param>
public readonly record struct FoundPin(int Index, PortLine Line);

/// <summary>The port of a simulated chip: always there, never refuses. The nets are the whole device.</summary>
public sealed class SimulatedPort : IChipPort
{
    private static readonly ChipProtocol.PortOpened Opened = new();

    public void Open(ChipDesk desk, IActorRef chip) => chip.Tell(Opened, ActorRefs.NoSender);

    public PortResult Begin(PortOperation operation, IActorRef chip) => PortResult.Done;

    public void Close()
    {
    }
}
