using Akka.Actor;
using GpioHub.Actors.Wires;

namespace GpioHub.Actors.Nets;

/// <summary>What a port answered at once.</summary>
public enum PortResult : byte
{
    Done,
    Refused,
    Gone,

    /// <summary>The answer comes later, as a message to the chip's actor.</summary>
    Pending,
}

/// <summary>The device below a chip as its nets use it: it carries out operations on pins.</summary>
/// <remarks>Called on the chip's reactor; never blocks.</remarks>
public interface IPinPort
{
    /// <summary>There is a real device: operations carry the pin that the net asks for, and levels come from outside. Never
    /// changes.</summary>
    bool IsDevice => false;

    /// <summary>Reading a line is reading its net, and it never fails: nobody has to be asked. Never changes.</summary>
    bool ReadsNets => false;

    /// <summary>Whatever changes a level is told, and nobody is asked for one: reading a line is reading its net, also while an operation
    /// is under way. Never changes.</summary>
    internal bool TellsLevels => false;

    /// <summary>Carries out one operation whose net allows it.</summary>
    PortResult Begin(PortOperation operation, IActorRef chip);

    /// <summary>Every change of the line's level is told as an edge, so a level that is read beside these edges is no news.</summary>
    internal bool Tracks(Net net) => false;

    /// <summary>The line is requested: what the device was told last is in force, and a refusal leaves that in doubt.</summary>
    internal bool Holds(Net net) => false;

    /// <summary>A line has other settings: what the device was told before no longer counts.</summary>
    internal void Reconfigure(Net net)
    {
    }
}
