using System.Diagnostics;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary>A model of Linux's interrupt core around an irq_chip on a slow bus: the part that the three Linux drivers share.</summary>
/// <remarks>
/// Source: kernel/irq/manage.c, chip.c, resend.c of Linux 5.15…6.12, read; VG-S5. A derived driver gives the irq_chip's callbacks. A driver
/// without irq_disable gets the core's lazy disable: the device is told nothing until an event arrives.
/// Left out: spurious-interrupt accounting, wake-up sources (the driver has no irq_set_wake), disable_irq_nosync() in the handler (it
/// sleeps in atomic context), a depth of more than 2, more than two clients.
/// </remarks>
public abstract class IrqCore : IDriverModel
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public bool CountsOnEvents(in DriverState state) =>
        state.Requested && !state.CoreDisabled && !state.Suspended && state.Type != IrqType.None;

    /// <inheritdoc/>
    public virtual bool DefersEvents => false;

    /// <inheritdoc/>
    public virtual DriverState Initial { get; } = new() { CoreDisabled = true, CoreMasked = true };

    /// <summary>Whether the chip has irq_enable and irq_disable.</summary>
    protected abstract bool Eager { get; }

    /// <summary>Whether the resend tasklet may run while another CPU consumes the eventq.</summary>
    protected virtual bool TwoCpus => false;

    /// <inheritdoc/>
    public bool Accepts(in DriverState state, in DriverInput input) => input.Kind switch
    {
        DriverInputKind.RequestIrq or DriverInputKind.RequestUntyped => Free(state) && !state.Requested,
        DriverInputKind.FreeIrq or DriverInputKind.ShareIrq => Free(state) && state.Requested && !state.Shared,
        DriverInputKind.UnshareIrq => Free(state) && state.Shared,
        DriverInputKind.DisableIrq => Free(state) && state.Requested && !state.CoreDisabled,
        DriverInputKind.EnableIrq or DriverInputKind.NestedDisable => Free(state) && state.Requested && state.CoreDisabled && !state.Nested,
        DriverInputKind.NestedEnable => Free(state) && state.Nested,
        DriverInputKind.SetType => Free(state) && state.Requested,
        DriverInputKind.Suspend => Free(state) && state.Requested && !state.CoreDisabled && Quiet(state),
        DriverInputKind.Resume => state.Suspended,
        DriverInputKind.EventUsed => state.Interrupt == InterruptPhase.Idle && MayConsume(state),
        DriverInputKind.RequestUsed => state.Task == TaskPhase.Waiting || state.Interrupt == InterruptPhase.TailWaiting,
        DriverInputKind.TaskRuns => state.Task is TaskPhase.Unlocking or TaskPhase.Answered
            || (state.Task == TaskPhase.Synchronizing && Quiet(state)),
        DriverInputKind.InterruptRuns =>
            state.Interrupt is InterruptPhase.Flow or InterruptPhase.Handling or InterruptPhase.Tail or InterruptPhase.Getting
            || (state.Interrupt == InterruptPhase.Idle && state.CoreResends && !TwoCpus),
        DriverInputKind.ResendRuns => TwoCpus && (state.Resend != InterruptPhase.Idle || state.CoreResends),
        DriverInputKind.ThreadRuns => state.Thread == ThreadPhase.Woken
            || (state.Thread == ThreadPhase.Finalizing && state.Bus == BusOwner.Nobody),
        _ => false,
    };

    /// <inheritdoc/>
    public DriverStep Take(in DriverState state, in DriverInput input)
    {
        if (!Accepts(state, input)) throw new UnreachableException($"{Name} was given {input} in {state}");
        return input.Kind switch
        {
            DriverInputKind.RequestIrq => Call(input,
                Startup(SetType(state with { Requested = true, Handler = input.Handler }, input.Type))),
            DriverInputKind.RequestUntyped => Call(input, Startup(state with { Requested = true, Handler = input.Handler })),
            DriverInputKind.FreeIrq => Call(input,
                new DriverStep { Next = ShutDown(state) with { Requested = false, CoreResends = false, Nested = false } }),
            DriverInputKind.ShareIrq => Call(input, new DriverStep { Next = state with { Shared = true } }),
            DriverInputKind.UnshareIrq => Call(input, new DriverStep { Next = state with { Shared = false } }),
            DriverInputKind.NestedDisable => Call(input, new DriverStep { Next = state with { Nested = true } }),
            DriverInputKind.NestedEnable => Call(input, new DriverStep { Next = state with { Nested = false } }),
            DriverInputKind.DisableIrq => Call(input, new DriverStep { Next = Disable(state) }),
            DriverInputKind.EnableIrq => Call(input, Startup(state)),
            DriverInputKind.SetType => Call(input, new DriverStep { Next = SetType(state, input.Type) }),
            DriverInputKind.Suspend => new DriverStep { Next = Disable(state) with { Suspended = true }, Returns = true },
            DriverInputKind.Resume => Startup(state with { Suspended = false }) with { Returns = true },
            DriverInputKind.EventUsed => Fetch(state, input.Irq),
            DriverInputKind.RequestUsed => Answer(state, input.Status),
            DriverInputKind.TaskRuns => RunTask(state),
            DriverInputKind.InterruptRuns => RunInterrupt(state, input.Irq),
            DriverInputKind.ResendRuns => RunResend(state),
            DriverInputKind.ThreadRuns => RunThread(state),
            _ => throw new UnreachableException($"{Name} has no rule for {input}"),
        };
    }

    /// <summary>Whether locks let the context that consumes the eventq take an entry.</summary>
    protected virtual bool MayConsume(in DriverState state) => true;

    /// <summary>irq_chip.irq_enable; only if <see cref="Eager"/>.</summary>
    protected virtual DriverState ChipEnable(in DriverState state) => throw new UnreachableException($"{Name} has no irq_enable");

    /// <summary>irq_chip.irq_disable; only if <see cref="Eager"/>.</summary>
    protected virtual DriverState ChipDisable(in DriverState state) => throw new UnreachableException($"{Name} has no irq_disable");

    /// <summary>irq_chip.irq_mask.</summary>
    protected abstract DriverState ChipMask(in DriverState state);

    /// <summary>irq_chip.irq_unmask.</summary>
    /// <param name="inCallback">Called on the callback's own context: no used entry is consumed meanwhile.</param>
    protected abstract DriverStep ChipUnmask(in DriverState state, bool inCallback);

    /// <summary>irq_chip.irq_set_type.</summary>
    protected abstract DriverState SetType(in DriverState state, IrqType type);

    /// <summary>irq_chip.irq_bus_sync_unlock, up to the request that it sends; no request = it is done.</summary>
    protected abstract DriverStep SyncUnlock(in DriverState state);

    /// <summary>irq_chip.irq_bus_sync_unlock, after its request is answered.</summary>
    protected abstract DriverStep AfterAnswer(in DriverState state);

    /// <summary>virtqueue_get_buf() finds a used entry.</summary>
    protected virtual DriverStep Fetch(in DriverState state, IrqStatus status) => Consume(state, status);

    /// <summary>The driver's part for one used entry, up to generic_handle_irq().</summary>
    protected abstract DriverStep Consume(in DriverState state, IrqStatus status);

    /// <summary>The flow handler's beginning: handle_level_irq masks first.</summary>
    protected virtual DriverStep Flow(in DriverState state)
    {
        var masked = Mask(state);
        if (state.Resend == InterruptPhase.Handling)                                   // irq_may_run(): the other CPU is in the handler
            return new DriverStep { Next = masked with { Interrupt = InterruptPhase.Idle } };
        bool nobody = !masked.Requested || masked.CoreDisabled;
        return nobody
            ? new DriverStep { Next = masked with { CorePending = true, Interrupt = InterruptPhase.Idle } }
            : Handle(masked);
    }

    /// <summary>The flow handler's end: cond_unmask_irq().</summary>
    protected virtual DriverStep FlowEnd(in DriverState state) => Unmask(state with { Interrupt = InterruptPhase.Idle }, inCallback: true);

    /// <summary>The driver's part after generic_handle_irq().</summary>
    protected virtual DriverStep Tail(in DriverState state) =>
        throw new UnreachableException($"{Name} has nothing to do after its flow handler");

    /// <summary>handle_irq_event(): a hard handler runs, a thread is woken.</summary>
    protected static DriverStep Handle(in DriverState state) => new()
    {
        Next = state with
        {
            CorePending = false,
            Interrupt = InterruptPhase.Handling,
            Thread = state.Handler == HandlerKind.Hard ? state.Thread : ThreadPhase.Woken,
        },
        Handles = !state.Threaded,
    };

    /// <summary>mask_irq().</summary>
    protected DriverState Mask(in DriverState state) => state.CoreMasked ? state : ChipMask(state) with { CoreMasked = true };

    /// <summary>unmask_irq(), called at the end of a flow handler or a thread: not disabled, masked, and no one-shot outstanding.</summary>
    protected DriverStep Unmask(in DriverState state, bool inCallback)
    {
        bool outstanding = state.Threaded && state.Thread != ThreadPhase.Asleep;
        if (state.CoreDisabled || !state.CoreMasked || outstanding) return new DriverStep { Next = state };
        return ChipUnmask(state with { CoreMasked = false }, inCallback);
    }

    /// <summary>unmask_threaded_irq().</summary>
    protected virtual DriverStep ThreadUnmask(in DriverState state) => Unmask(state, inCallback: false);

    /// <summary>No call of the client is under way, and the bus is free.</summary>
    private static bool Free(in DriverState state) => state.Task == TaskPhase.Idle && state.Bus == BusOwner.Nobody && !state.Suspended;

    /// <summary>The condition for which synchronize_irq() waits.</summary>
    private static bool Quiet(in DriverState state) => state.Interrupt != InterruptPhase.Handling
        && state.Resend != InterruptPhase.Handling && state.Thread == ThreadPhase.Asleep;

    private static DriverStep Call(in DriverInput input, in DriverStep step) =>
        step with { Next = step.Next with { Call = input.Kind, Task = TaskPhase.Unlocking, Bus = BusOwner.Task } };

    /// <summary>irq_startup(), then check_irq_resend(): an edge that was pending is played again.</summary>
    private DriverStep Startup(in DriverState state)
    {
        var step = Eager
            ? new DriverStep { Next = ChipEnable(state) with { CoreDisabled = false, CoreMasked = false } }
            : Unmask(state with { CoreDisabled = false }, inCallback: false);
        if (!step.Next.CorePending) return step;
        bool edge = step.Next.Type is IrqType.EdgeRising or IrqType.EdgeFalling or IrqType.EdgeBoth;
        return step with { Next = step.Next with { CorePending = false, CoreResends = edge } };
    }

    /// <summary>irq_disable(): lazy if the chip has no irq_disable.</summary>
    private DriverState Disable(in DriverState state)
    {
        if (state.CoreDisabled) return state;
        return Eager ? ChipDisable(state) with { CoreDisabled = true, CoreMasked = true } : state with { CoreDisabled = true };
    }

    /// <summary>irq_shutdown(): masks, lazy or not.</summary>
    private DriverState ShutDown(in DriverState state) => Mask(Disable(state));

    private DriverStep Answer(in DriverState state, GpioStatus status)
    {
        var answered = state with { Refused = status != GpioStatus.Ok };
        return answered.Interrupt == InterruptPhase.TailWaiting
            ? Tail(answered)
            : new DriverStep { Next = answered with { Task = TaskPhase.Answered } };
    }

    private DriverStep RunTask(in DriverState state) => state.Task switch
    {
        TaskPhase.Unlocking when state.Adding => new DriverStep { Next = state with { Adding = false, Queued = true } },
        TaskPhase.Unlocking => Unlocked(SyncUnlock(state)),
        TaskPhase.Answered => Unlocked(AfterAnswer(state)),
        _ => Over(new DriverStep { Next = state }),
    };

    private static DriverStep Unlocked(in DriverStep step)
    {
        if (step.Asks is not null) return step with { Next = step.Next with { Task = TaskPhase.Waiting } };
        bool byThread = step.Next.Bus == BusOwner.Thread;
        var free = step with { Next = step.Next with { Bus = BusOwner.Nobody } };
        if (byThread) return free with { Next = free.Next with { Task = TaskPhase.Idle, Call = default } };
        bool waits = step.Next.Call is DriverInputKind.DisableIrq or DriverInputKind.NestedDisable or DriverInputKind.FreeIrq
            or DriverInputKind.UnshareIrq;
        return waits ? free with { Next = free.Next with { Task = TaskPhase.Synchronizing } } : Over(free);
    }

    private static DriverStep Over(in DriverStep step) =>
        step with { Next = step.Next with { Task = TaskPhase.Idle, Call = default }, Returns = true };

    private DriverStep RunInterrupt(in DriverState state, IrqStatus status) => state.Interrupt switch
    {
        InterruptPhase.Getting => Consume(state with { Interrupt = InterruptPhase.Idle }, status),
        InterruptPhase.Idle => new DriverStep { Next = state with { CoreResends = false, Interrupt = InterruptPhase.Flow } },
        InterruptPhase.Flow => Flow(state),
        InterruptPhase.Handling => FlowEnd(state),
        _ => Tail(state),
    };

    /// <summary>The same steps in the place of the other CPU's.</summary>
    private DriverStep RunResend(in DriverState state)
    {
        if (state.Resend == InterruptPhase.Idle)
            return new DriverStep { Next = state with { CoreResends = false, Resend = InterruptPhase.Flow } };
        var step = RunInterrupt(state with { Interrupt = state.Resend, Resend = state.Interrupt }, default);
        return step with { Next = step.Next with { Interrupt = step.Next.Resend, Resend = step.Next.Interrupt } };
    }

    /// <summary>The thread: the handler; then irq_finalize_oneshot() under the bus lock.</summary>
    private DriverStep RunThread(in DriverState state)
    {
        if (state.Handler == HandlerKind.HardAndThread) return new DriverStep { Next = state with { Thread = ThreadPhase.Asleep } };
        if (state.Thread == ThreadPhase.Woken)
            return new DriverStep { Next = state with { Thread = ThreadPhase.Finalizing }, Handles = true };
        var step = ThreadUnmask(state with { Thread = ThreadPhase.Asleep });
        // never while a call waits for this thread: the interrupt is disabled then
        bool more = step.Next.Adding || SyncUnlock(step.Next).Asks is not null;
        return more ? step with { Next = step.Next with { Task = TaskPhase.Unlocking, Bus = BusOwner.Thread } } : step;
    }
}
