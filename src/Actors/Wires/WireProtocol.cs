using Akka.Actor;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Wires;

/// <summary>The messages between a guest line's actor and the actor of the chip that it is mapped to.</summary>
/// <remarks>What happens often is no message of its own: a line asks by <see cref="LineOperation"/>, a chip tells by
/// <see cref="PendingEdges"/>.</remarks>
internal static class WireProtocol
{
    /// <summary>A message to a line: from the queues, the chip or the guest.</summary>
    public interface ILineMessage;

    /// <summary>To the chip: a line's actor has started and wants to know whether its chip is there; answered with
    /// <see cref="ChipLost"/> or <see cref="ChipBack"/>.</summary>
    /// <remarks>A mapping that the chip does not know yet is attached to its net.</remarks>
    public sealed record Attach(Mapping Mapping, IActorRef Line);

    /// <summary>To the chip: the line is mapped elsewhere, and lets go here by its <c>onRelease</c>; answered with
    /// <see cref="Detached"/>.</summary>
    public sealed record Detach(Mapping Mapping, long Round);

    /// <summary>To the chip: what the mapping may do has changed.</summary>
    public sealed record Remap(Mapping Mapping, GuestLinePlan Plan);

    /// <summary>To the chip, from a line on another reactor: asks for the level of its net at this moment; answered through the line's
    /// <see cref="PendingEdges"/>.</summary>
    public sealed record SenseLevel(Mapping Mapping);

    /// <summary>To the line: its chip went away.</summary>
    public sealed record ChipLost : ILineMessage
    {
        public static readonly ChipLost Instance = new();
    }

    /// <summary>To the line: its chip is there; the level is in the line's <see cref="PendingEdges"/>.</summary>
    public sealed record ChipBack : ILineMessage
    {
        public static readonly ChipBack Instance = new();
    }

    /// <summary>To the line, from the chip that it has let go: nothing more comes from it.</summary>
    public sealed record Detached(Mapping Mapping, long Round) : ILineMessage;
}
