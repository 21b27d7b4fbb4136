using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>A device that differs from ours and keeps every promise all the same.</summary>
/// <param name="Name">What differs.</param>
/// <param name="Why">Why no driver can tell.</param>
/// <param name="Scene">The world that would show it.</param>
/// <param name="Decide">The other decision; null = the right one.</param>
/// <param name="Shell">The other shell; null = the right one.</param>
public sealed record HarmlessMutation(string Name, string Why, Scene Scene, LineDecider? Decide = null, HubShell? Shell = null)
{
    public static IReadOnlyList<HarmlessMutation> All { get; } =
    [
        new("an accepted type does not start the count of bounces anew",
            "the next NONE does, and a pair bounces from a disabled line only", Scene.Refusing,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.ChipAnswered ? next with { Bounces = state.Bounces } : next)),
        new("a delivery does not start the count of bounces anew",
            "a line that delivers is enabled, and the next NONE starts the count", Scene.Refusing,
            Wrong.Next((state, input, next) =>
                input.Kind != LineInputKind.Request && next.Bounces < state.Bounces ? next with { Bounces = state.Bounces } : next)),
        new("a stop of the eventq counts as a bounce",
            "an early pair is parked sooner, as with earlyUnmask: hold", Scene.Stopped,
            Wrong.Next((state, input, next) => input.Kind == LineInputKind.EventqStopped
                ? next with { Bounces = Math.Min(state.Bounces + 1, LineState.BouncesBeforeParking) }
                : next)),
        new("an early pair is parked at once",
            "that is earlyUnmask: hold", Scene.Refusing,
            Wrong.Seeing((state, _) => state with { Bounces = LineState.BouncesBeforeParking })),
        new("a pair that comes before the chip's answer is parked",
            "the enable finds it there, and NONE gives it back", Scene.Edge,
            Wrong.Next((state, input, next) => input.Kind == LineInputKind.BufferQueued && state.EnablePending
                && state.Irq == IrqType.None && next.Buffer == IrqBufferState.Held
                    ? next with { Buffer = IrqBufferState.Parked }
                    : next)),
        new("a pair that waited for a refused enable stays held",
            "without a type there is no VALID, and every other way out of both is the same", Scene.Refusing,
            Wrong.Next((state, input, next) => input.Outcome == ChipOutcome.Refused && next.Buffer == IrqBufferState.Parked
                ? next with { Buffer = state.Buffer }
                : next)),
        new("an accepted type leaves the mark of a refusal",
            "the line becomes disabled by NONE alone, which takes the mark away", Scene.RefusedTwice,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.ChipAnswered ? next with { Denied = next.Denied || state.Denied } : next)),
        new("a level sets the latch",
            "no level asks the latch, and another type begins with its own", Scene.EdgeAndLevel,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.EdgeSensed && state.Irq == IrqType.LevelHigh && next.Irq == state.Irq
                    ? next with { Latched = true }
                    : next)),
        new("a delivery forgets the level",
            "the level is sensed anew when the next pair comes", Scene.HighLevel,
            Wrong.Next((state, _, next) => state.Buffer != IrqBufferState.None && next.Buffer == IrqBufferState.None
                ? next with { Level = false }
                : next)),
        new("a muted line forgets the level",
            "the level is sensed anew when the line may deliver", Scene.LimitedLevel,
            Wrong.Next((_, input, next) => input.Kind == LineInputKind.InterruptsSpent ? next with { Level = false } : next)),
        new("NONE ends no watch",
            "the next enable begins one of its own", Scene.Edge,
            Wrong.Next((state, input, next) => Wrong.Disables(input)
                ? next with { Generation = state.Generation, LastGeneration = state.LastGeneration }
                : next)),
        new("NONE does not tell the chip",
            "the edges of a watch that is over count for nothing; they only cost", Scene.Edge,
            Wrong.Decision((_, input, right) => Wrong.Disables(input) ? right with { Ask = ChipAsk.Nothing } : right)),
        new("direction IN once more asks the chip again",
            "the chip does what it does already", Scene.Directions,
            Wrong.Seeing((state, input) => Wrong.Directs(input, GpioDirection.In) ? state with { Diverged = true } : state)),
        new("a request that a reset forgets is not marked as void",
            "the reset that follows does it", Scene.Reset,
            Wrong.Ignoring(LineInputKind.RequestsForgotten)),
        new("an edge that was kept for an enable stays when the line leaves its chip line",
            "the enable is decided anew, and begins without an edge", Scene.Reloaded,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.NetLeft ? next with { WantedLatched = state.WantedLatched } : next)),
        new("a line hears of its OK between the two halves of a flush",
            "no line runs before the flush is over", Scene.Edge,
            Shell: HubShell.Right with { TellsPublicationLast = false }),
        new("a line takes the request of a turn before its pairs, and bounces early ones",
            "a pair that comes to a disabled line goes back INVALID with the same flush", Scene.Edge,
            Shell: HubShell.Right with { TakesPairsFirst = false }),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
