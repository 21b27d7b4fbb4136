using System.Diagnostics;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary><c>zephyr</c>: drivers/gpio/gpio_virtio.c of Zephyr, as merged in July 2026.</summary>
/// <remarks>
/// pin_interrupt_configure is the only call: it tells a type, then queues the pair if it is not queued; with NONE it clears the enabled
/// flag first. A pair that comes back, with whatever status, is queued again after the callback while the flag is set. Nothing masks: the
/// callback is the handler. A callback that defers to a work queue (<see cref="DriverState.Threaded"/>) can be called again before its work
/// has run. A refused type leaves the flag as it was. No suspend.
/// </remarks>
public sealed class ZephyrModel : IDriverModel
{
    /// <inheritdoc/>
    public string Name => "zephyr";

    /// <inheritdoc/>
    public bool CountsOnEvents(in DriverState state) => state.Requested && !state.Disabled && !state.Refused;

    /// <inheritdoc/>
    public bool DefersEvents => false;

    /// <inheritdoc/>
    public DriverState Initial { get; } = new() { Disabled = true };

    /// <inheritdoc/>
    public bool Accepts(in DriverState state, in DriverInput input) => input.Kind switch
    {
        DriverInputKind.RequestIrq => state.Task == TaskPhase.Idle && !state.Requested,
        DriverInputKind.FreeIrq => state.Task == TaskPhase.Idle && state.Requested,
        DriverInputKind.DisableIrq => state.Task == TaskPhase.Idle && state.Requested && !state.Disabled,
        DriverInputKind.EnableIrq => state.Task == TaskPhase.Idle && state.Requested && state.Disabled,
        DriverInputKind.SetType => state.Task == TaskPhase.Idle && state.Requested && !state.Disabled,
        DriverInputKind.EventUsed => state.Interrupt == InterruptPhase.Idle,
        DriverInputKind.RequestUsed => state.Task == TaskPhase.Waiting,
        DriverInputKind.TaskRuns => state.Task is TaskPhase.Unlocking or TaskPhase.Answered,
        DriverInputKind.InterruptRuns => state.Interrupt is InterruptPhase.Flow or InterruptPhase.Tail,
        DriverInputKind.ThreadRuns => state.Thread == ThreadPhase.Woken,
        _ => false,
    };

    /// <inheritdoc/>
    public DriverStep Take(in DriverState state, in DriverInput input)
    {
        if (!Accepts(state, input)) throw new UnreachableException($"{Name} was given {input} in {state}");
        return input.Kind switch
        {
            DriverInputKind.RequestIrq =>
                Configure(state with { Requested = true, Handler = input.Handler, Type = input.Type }, input.Kind),
            DriverInputKind.EnableIrq => Configure(state, input.Kind),
            DriverInputKind.SetType => Configure(state with { Type = input.Type }, input.Kind),
            DriverInputKind.FreeIrq => Configure(state with { Requested = false, Disabled = true }, input.Kind),
            DriverInputKind.DisableIrq => Configure(state with { Disabled = true }, input.Kind),
            DriverInputKind.EventUsed => Consume(state, input.Irq),
            DriverInputKind.RequestUsed =>
                new DriverStep { Next = state with { Task = TaskPhase.Answered, Refused = input.Status != GpioStatus.Ok } },
            DriverInputKind.TaskRuns => state.Task == TaskPhase.Unlocking ? Ask(state) : Answered(state),
            DriverInputKind.InterruptRuns =>
                state.Interrupt == InterruptPhase.Flow ? Fire(state) : Arm(state with { Interrupt = InterruptPhase.Idle }),
            DriverInputKind.ThreadRuns => new DriverStep { Next = state with { Thread = ThreadPhase.Asleep }, Handles = true },
            _ => throw new UnreachableException($"{Name} has no rule for {input}"),
        };
    }

    private static bool TurnsOff(DriverInputKind call) => call is DriverInputKind.FreeIrq or DriverInputKind.DisableIrq;

    private static DriverStep Configure(in DriverState state, DriverInputKind call) =>
        new() { Next = state with { Call = call, Task = TaskPhase.Unlocking } };

    private static DriverStep Ask(in DriverState state) =>
        new() { Next = state with { Task = TaskPhase.Waiting }, Asks = TurnsOff(state.Call) ? IrqType.None : state.Type };

    private static DriverStep Answered(in DriverState state)
    {
        bool on = !TurnsOff(state.Call) && !state.Refused;
        var next = state with { Task = TaskPhase.Idle, Call = default };
        return (on ? Arm(next with { Disabled = false }) : new DriverStep { Next = next }) with { Returns = true };
    }

    private static DriverStep Consume(in DriverState state, IrqStatus status)
    {
        bool fires = !state.Disabled && status == IrqStatus.Valid;
        return new DriverStep { Next = state with { Queued = false, Interrupt = fires ? InterruptPhase.Flow : InterruptPhase.Tail } };
    }

    private static DriverStep Fire(in DriverState state) => new()
    {
        Next = state with { Interrupt = InterruptPhase.Tail, Thread = state.Threaded ? ThreadPhase.Woken : state.Thread },
        Handles = true,
    };

    private static DriverStep Arm(in DriverState state) => state.Disabled || state.Queued
        ? new DriverStep { Next = state }
        : new DriverStep { Next = state with { Queued = true }, Queues = true };
}
