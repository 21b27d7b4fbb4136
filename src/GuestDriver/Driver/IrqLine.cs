using System.Threading.Channels;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Irq;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A requested interrupt. <see cref="DisposeAsync"/> frees it.</summary>
/// <remarks>
/// As in Linux, the line is masked from the interrupt until its handler is done. What handles it was chosen when it was requested:
/// <list type="bullet">
/// <item>A hard handler (<see cref="GpioDriver.RequestHardIrqAsync"/>) runs on the thread that consumes the used ring, which queues the
/// pair again right after it. <see cref="Events"/> stays empty.</item>
/// <item>A threaded handler (<see cref="GpioDriver.RequestIrqAsync"/>) runs in a task, and may make requests and wait. A level interrupt's
/// handler must clear the source before it is done (VG-G-10).</item>
/// <item>Without a handler the pair is queued again at once, and the event goes to <see cref="Events"/>.</item>
/// </list>
/// What a handler throws faults <see cref="Events"/>, and the line stays masked until the interrupt is freed.
/// </remarks>
public sealed class IrqLine : IAsyncDisposable
{
    private readonly GpioDriver _driver;
    private readonly Channel<IrqEvent> _events;
    private readonly IrqFlow _flow;
    private long _lost;

    /// <param name="flow">Makes what handles the interrupts of this line.</param>
    internal IrqLine(GpioDriver driver, IrqSlot slot, Func<IrqLine, IrqFlow> flow, int capacity)
    {
        (_driver, Slot) = (driver, slot);
        _events = Channel.CreateBounded<IrqEvent>(capacity);    // when full, TryWrite fails, and the event is counted
        _flow = flow(this);
    }

    public ushort Line => Slot.Line;

    /// <summary>Events in order. Ends when the interrupt is freed; faults when a handler throws, the driver fails or the device is
    /// reset.</summary>
    public ChannelReader<IrqEvent> Events => _events.Reader;

    /// <summary>The line's present state, for tests and people.</summary>
    internal IrqLineState State => _driver.Core.Run(() => Slot.State);

    public IrqCounters Counters => _driver.Core.Run(() => Slot.Counters) with { Lost = Interlocked.Read(ref _lost) };

    /// <summary>enable_irq: enables with the type that was last set.</summary>
    /// <exception cref="GpioRequestException">The device refused the type; the interrupt stays disabled.</exception>
    public Task EnableAsync(CancellationToken cancel = default) =>
        _driver.OperateAsync(Slot, () => IrqInput.Enable(Slot.State.Type), cancel);

    /// <summary>disable_irq: the device returns the pair and sends no more events. Once it is done no hard handler of the line runs any
    /// more.</summary>
    public Task DisableAsync(CancellationToken cancel = default) => _driver.OperateAsync(Slot, () => IrqInput.Disable, cancel);

    /// <summary>disable_irq_nosync: no event from here on; the device is told, and nobody waits for its answer. A hard handler may
    /// call it.</summary>
    public void DisableNoSync() => _driver.Core.Run(() =>
    {
        if (Wanted) Slot.Feed(IrqInput.Disable);
    });

    /// <summary>irq_set_type; on an enabled interrupt through NONE (VG-G-06), unless the manners say otherwise.</summary>
    /// <exception cref="GpioRequestException">The device refused the type; the interrupt is disabled.</exception>
    public Task SetTypeAsync(IrqType type, CancellationToken cancel = default) =>
        _driver.OperateAsync(Slot, () => IrqInput.SetType(type), cancel);

    /// <summary>Masks: events are dropped until <see cref="Unmask"/>, and after the first of them the pair is not queued again.</summary>
    public void Mask() => _driver.Core.Run(() => Slot.Feed(IrqInput.Mask));

    public void Unmask() => _driver.Core.Run(() => Slot.Feed(IrqInput.Unmask));

    /// <summary>free_irq: type NONE (VG-G-05), then the stream ends. Safe on a driver that has failed.</summary>
    /// <exception cref="InvalidOperationException">A hard handler calls: <see cref="DisableNoSync"/> is for it.</exception>
    public async ValueTask DisposeAsync()
    {
        HardIrqFlow.RefuseInside(_driver.Core);
        try
        {
            if (_driver.Core.Failure is null && Slot.Owner == this) await DisableAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is VhostUserPeerException or GpioRequestException)
        {
            // The device has gone or does not work: nobody is left to disable anything.
        }

        _driver.Core.Run(() =>
        {
            if (Slot.Owner == this) Slot.Owner = null;
        });
        Close(null);
    }

    internal IrqSlot Slot { get; }

    /// <summary>The line is this consumer's, and enabled; the caller holds the lock.</summary>
    internal bool Wanted => Slot.Owner == this && Slot.State.Enabled;

    /// <inheritdoc cref="IrqFlow.Interrupt"/>
    internal void Interrupt(IrqSignal signal) => _flow.Interrupt(signal);

    internal void Publish(IrqEvent happened)
    {
        if (!_events.Writer.TryWrite(happened)) Lose();
    }

    /// <summary>Counts an event that nobody will get.</summary>
    internal void Lose() => Interlocked.Increment(ref _lost);

    /// <summary>Ends the stream. Only the first reason counts.</summary>
    internal void Close(Exception? why)
    {
        _flow.Close();
        _events.Writer.TryComplete(why);
    }
}
