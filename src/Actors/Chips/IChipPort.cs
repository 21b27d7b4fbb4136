using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Chips;

/// <summary>What a port answered at once.</summary>
public enum PortResult : byte
{
    Done,
    Refused,
    Gone,

    /// <summary>The answer comes later, as <see cref="ChipProtocol.PortAnswered"/>.</summary>
    Pending,
}

/// <summary>The device below a chip: it opens, and carries out the operations that the nets allow. A port may fail; its chip does
/// not.</summary>
/// <remarks>Called on the chip's reactor; never blocks. Later answers go to the chip as messages.</remarks>
public interface IChipPort
{
    /// <summary>There is a real device: operations carry the pin that the net asks for, and levels come from outside.</summary>
    bool IsDevice => false;

    /// <summary>Begins to open the device. It ends with <see cref="ChipProtocol.PortOpened"/> or <see cref="ChipProtocol.PortLost"/> to
    /// <paramref name="chip"/>.</summary>
    void Open(ChipDesk desk, IActorRef chip);

    /// <summary>Carries out one operation whose net allows it.</summary>
    PortResult Begin(PortOperation operation, IActorRef chip);

    /// <summary>The port's own message about an opening has arrived on the chip's reactor.</summary>
    /// <param name="isPresent">false = the message is too late, and nobody uses what was opened.</param>
    void Opened(ChipProtocol.PortOpened message, bool isPresent)
    {
    }

    /// <summary>An answer of the port has arrived on the chip's reactor. Its operation may have been given up meanwhile.</summary>
    void Arrived(ChipProtocol.PortAnswered answer)
    {
    }

    /// <summary>The net has taken over what the answer showed: later events may follow.</summary>
    void Concluded(Net net)
    {
    }

    /// <summary>Every change of the line's level is told as an edge, so a level that is read beside these edges is no news.</summary>
    bool Tracks(Net net) => false;

    /// <summary>The line is requested: what the device was told last is in force, and a refusal leaves that in doubt.</summary>
    bool Holds(Net net) => false;

    /// <summary>What has been at the device for too long, for a person; null = nothing.</summary>
    string? Hanging() => null;

    /// <summary>The desk has other nets by now: the port lets lines go that are gone, and looks for lines that are new.</summary>
    void Replanned(ChipPlan plan)
    {
    }

    /// <summary>A line has other settings: what the device was told before no longer counts.</summary>
    void Reconfigure(Net net)
    {
    }

    /// <summary>The port is still looking for lines; it ends with <see cref="ChipProtocol.LinesFound"/>.</summary>
    bool IsLooking => false;

    /// <summary>The port's own message about lines that it looked for has arrived on the chip's reactor.</summary>
    /// <param name="isPresent">false = the message is too late.</param>
    void Found(ChipProtocol.LinesFound message, bool isPresent)
    {
    }

    /// <summary>Gives the device up; the port says nothing more about it.</summary>
    void Close();
}

/// <summary>What opening a device showed of it.</summary>
/// <param name="Label">As gpiodetect shows it.</param>
/// <param name="Path">Of its character device.</param>
/// <param name="Lines">In the order of the plan's.</param>
public sealed record PortFacts(string Label, string Path, ImmutableArray<PortLine> Lines);

/// <param name="Offset">On the chip; null = it has no such line.</param>
/// <param name="Problem">Why it cannot be used; null = it can.</param>
/// <param name="MayBeTried">It can be used, or could be once its holder lets go (GU-23).</param>
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
