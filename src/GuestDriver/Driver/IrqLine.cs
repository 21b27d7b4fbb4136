using System.Threading.Channels;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Irq;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A requested interrupt. <see cref="DisposeAsync"/> frees it.</summary>
/// <remarks>
/// As in Linux, the line is masked from the interrupt until its handler is done. Without a handler, and unless the type is EDGE_BOTH, it is
/// unmasked at once, on the completion side. Otherwise a handler loop reads the level (EDGE_BOTH), awaits the handler, and unmasks: the
/// threaded, one-shot flow of the character device. A level interrupt's handler must clear the source before it returns (VG-G-10).
/// </remarks>
public sealed class IrqLine : IAsyncDisposable
{
    private readonly GpioDriver _driver;
    private readonly IrqSlot _slot;
    private readonly Func<IrqEvent, ValueTask>? _handler;
    private readonly Channel<IrqEvent> _events;
    private readonly Channel<long> _occurrences = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _loop;
    private long _lost;

    internal IrqLine(GpioDriver driver, IrqSlot slot, Func<IrqEvent, ValueTask>? handler, int capacity)
    {
        (_driver, _slot, _handler) = (driver, slot, handler);
        _events = Channel.CreateBounded<IrqEvent>(capacity);    // when full, TryWrite fails, and the event is counted
        _loop = Task.Run(HandleAsync);
    }

    public ushort Line => _slot.Line;

    /// <summary>Events in order. Ends when the interrupt is freed; faults when the driver fails or the device is reset.</summary>
    public ChannelReader<IrqEvent> Events => _events.Reader;

    /// <summary>The line's present state, for tests and people.</summary>
    public IrqLineState State => _driver.Core.Run(() => _slot.State);

    public IrqCounters Counters => _driver.Core.Run(() => _slot.Counters) with { Lost = Interlocked.Read(ref _lost) };

    /// <summary>enable_irq: enables with the type that was last set.</summary>
    /// <exception cref="GpioRequestException">The device refused the type; the interrupt stays disabled.</exception>
    public Task EnableAsync(CancellationToken cancel = default) =>
        _driver.OperateAsync(_slot, () => IrqInput.Enable(_slot.State.Type), cancel);

    /// <summary>disable_irq: the device returns the pair and sends no more events.</summary>
    public Task DisableAsync(CancellationToken cancel = default) => _driver.OperateAsync(_slot, () => IrqInput.Disable, cancel);

    /// <summary>irq_set_type; on an enabled interrupt through NONE (VG-G-06), unless the manners say otherwise.</summary>
    /// <exception cref="GpioRequestException">The device refused the type; the interrupt is disabled.</exception>
    public Task SetTypeAsync(IrqType type, CancellationToken cancel = default) =>
        _driver.OperateAsync(_slot, () => IrqInput.SetType(type), cancel);

    /// <summary>Masks: events are dropped until <see cref="Unmask"/>, and after the first of them the pair is not queued again.</summary>
    public void Mask() => _driver.Core.Run(() => _slot.Feed(IrqInput.Mask));

    public void Unmask() => _driver.Core.Run(() => _slot.Feed(IrqInput.Unmask));

    /// <summary>free_irq: type NONE (VG-G-05), then the stream ends. Safe on a driver that has failed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_driver.Core.Failure is null && _slot.Owner == this) await DisableAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is VhostUserPeerException or GpioRequestException)
        {
            // The device has gone or does not work: nobody is left to disable anything.
        }

        _driver.Core.Run(() =>
        {
            if (_slot.Owner == this) _slot.Owner = null;
        });
        Close(null);
    }

    /// <summary>Begins to handle a pair that came back VALID; the line is masked. Completion side, outside the lock.</summary>
    internal void Interrupt(long timestampNs)
    {
        IrqType type = State.Type;
        if (_handler is not null || type == IrqType.EdgeBoth)
        {
            _occurrences.Writer.TryWrite(timestampNs);
            return;
        }

        Publish(new IrqEvent(Line, Level: type is IrqType.EdgeRising or IrqType.LevelHigh, timestampNs));
        Unmask();
    }

    internal void Close(Exception? why)
    {
        _occurrences.Writer.TryComplete();
        _events.Writer.TryComplete(why);
    }

    private async Task HandleAsync()
    {
        await foreach (long timestampNs in _occurrences.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                IrqType type = State.Type;
                bool level = type == IrqType.EdgeBoth
                    ? await _driver.GetValueAsync(Line).ConfigureAwait(false)
                    : type is IrqType.EdgeRising or IrqType.LevelHigh;
                var happened = new IrqEvent(Line, level, timestampNs);
                Publish(happened);
                if (_handler is not null) await _handler(happened).ConfigureAwait(false);
            }
            catch (GpioRequestException)
            {
                Interlocked.Increment(ref _lost);       // GET_VALUE refused: nobody knows which edge it was
            }
#pragma warning disable CA1031 // whatever a handler throws belongs to the reader of the events
            catch (Exception e)
#pragma warning restore CA1031
            {
                Close(e);
                return;
            }

            Unmask();
        }
    }

    private void Publish(IrqEvent happened)
    {
        if (!_events.Writer.TryWrite(happened)) Interlocked.Increment(ref _lost);
    }
}
