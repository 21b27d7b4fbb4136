using System.Diagnostics;
using GpioHub.GuestDriver.Irq;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>The driver's record of one line's interrupt; it carries <see cref="IrqLineState"/>'s decisions to the core.</summary>
/// <remarks>Used under the core's lock, except for reading copies of <see cref="State"/> and <see cref="Counters"/>.</remarks>
internal sealed class IrqSlot
{
    private readonly DriverCore _core;
    private readonly TimeProvider _time;
    private readonly IrqTransfer _pair;
    private TaskCompletionSource<bool>? _operation;
    private ITimer? _backOff;

    public IrqSlot(DriverCore core, ushort line, IrqManners manners, TimeProvider time)
    {
        (_core, _time, Line) = (core, time, line);
        State = new IrqLineState { Manners = manners };
        _pair = new IrqTransfer(core.Ram, line, Returned);
    }

    public ushort Line { get; }

    public IrqLineState State { get; private set; }

    public IrqCounters Counters { get; set; }

    /// <summary>Who gets the events; null = nobody has requested the interrupt.</summary>
    public IrqLine? Owner { get; set; }

    /// <summary>One consumer operation at a time, as Linux's bus lock.</summary>
    public SemaphoreSlim BusLock { get; } = new(1, 1);

    /// <summary>Starts an operation (Enable, SetType, Disable).</summary>
    /// <returns>true = done, false = the device refused.</returns>
    public Task<bool> Begin(IrqInput input)
    {
        _operation = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> outcome = _operation.Task;
        Feed(input);
        return outcome;
    }

    public void Feed(IrqInput input)
    {
        var (next, effects) = State.Decide(input);
        State = next;
        Count(effects);
        if (effects.Deliver) _core.Deliver(this);
        if (effects.Ask is { } type) _core.Send(GpioMessage.SetIrqType, Line, (uint)type, Answered);
        if (effects.Queue)
        {
            _pair.Prepare();
            _core.EventQueue!.Add(_pair);
        }

        if (effects.BackOff) StartBackOff(next.BackOffDelay);
        if (effects.Outcome != IrqOutcome.None)
            Interlocked.Exchange(ref _operation, null)?.TrySetResult(effects.Outcome == IrqOutcome.Done);
    }

    /// <summary>Abandons the operation, because the device was reset or is lost.</summary>
    public void Abandon(Exception why)
    {
        _backOff?.Dispose();
        _backOff = null;
        State = State.Decide(IrqInput.Reset).Next;
        Interlocked.Exchange(ref _operation, null)?.TrySetException(why);
        Owner?.Close(why);
        Owner = null;
    }

    private void Answered(RequestTransfer request, Exception? why)
    {
        if (why is not null)
        {
            Interlocked.Exchange(ref _operation, null)?.TrySetException(why);
            return;
        }

        if (State.Asked is null) return;        // the driver failed or was reset while the answer was on its way
        Feed(request.Reply.Status == GpioStatus.Ok ? IrqInput.TypeAccepted : IrqInput.TypeRefused);
    }

    private void Returned(IrqStatus status)
    {
        bool valid = status == IrqStatus.Valid;
        Counters = valid ? Counters with { Valid = Counters.Valid + 1 } : Counters with { Invalid = Counters.Invalid + 1 };
        Feed(valid ? IrqInput.ReturnedValid : IrqInput.ReturnedInvalid);
    }

    private void Count(IrqEffects effects)
    {
        if (effects.Queue) Counters = Counters with { Queued = Counters.Queued + 1 };
        if (effects.Deliver) Counters = Counters with { Delivered = Counters.Delivered + 1 };
        Counters = effects.Oddity switch
        {
            IrqOddity.None => Counters,
            IrqOddity.BufferKeptAfterDisable => Counters with { BufferKeptAfterDisable = Counters.BufferKeptAfterDisable + 1 },
            IrqOddity.EventAfterDisable => Counters with { EventsAfterDisable = Counters.EventsAfterDisable + 1 },
            _ => throw new UnreachableException($"no counter for {effects.Oddity}"),
        };
    }

    private void StartBackOff(TimeSpan delay)
    {
        _backOff?.Dispose();
        _backOff = _time.CreateTimer(_ => _core.Run(() => Feed(IrqInput.BackOffElapsed)), null, delay, Timeout.InfiniteTimeSpan);
    }
}
