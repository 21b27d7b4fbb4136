using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Irq;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

public sealed partial class GpioDriver
{
    /// <summary>Requests a line's interrupt: SET_IRQ_TYPE, and once it is accepted the pair on eventq (VG-G-07). Sends no SET_DIRECTION, as
    /// Linux does not.</summary>
    /// <param name="line">0 .. ngpio - 1.</param>
    /// <param name="type">Not NONE.</param>
    /// <param name="handler">request_threaded_irq: runs in a task for each event, may make requests and wait, and the line is unmasked when
    /// it is done; null = events only go to <see cref="IrqLine.Events"/>, and the line is unmasked at once.</param>
    /// <exception cref="InvalidOperationException">The device has no interrupts (VG-G-04); the line's interrupt is requested already; or
    /// the eventq has no room for one more armed line (VG-G-16).</exception>
    /// <exception cref="GpioRequestException">The device refused the type (VG-G-15).</exception>
    public Task<IrqLine> RequestIrqAsync(
        ushort line, IrqType type, Func<IrqEvent, ValueTask>? handler = null, CancellationToken cancel = default) =>
        RequestAsync(line, type, irq => handler is null ? new StreamIrqFlow(Core, irq) : new ThreadedIrqFlow(Core, irq, handler), cancel);

    /// <summary>request_irq: as <see cref="RequestIrqAsync"/>, with a handler that runs at once on the thread that consumes the used ring:
    /// the completion thread, or who calls <see cref="Poll"/>. No other thread has to run between the interrupt and the pair that is
    /// queued again, and nothing is sent on the requestq.</summary>
    /// <param name="handler">
    /// Must not block: while it runs the driver takes no answer and no other interrupt. So it cannot make requests either; one that it
    /// makes of this driver is refused with <see cref="InvalidOperationException"/>, and the interrupt ends as if the handler had thrown
    /// it. It may call <see cref="IrqLine.DisableNoSync"/>, set an event or write to a channel. EDGE_BOTH has no level here: nobody has
    /// asked for it. The source of a level interrupt that is not cleared meanwhile fires again at once (VG-G-10).
    /// </param>
    /// <inheritdoc cref="RequestIrqAsync"/>
    public Task<IrqLine> RequestHardIrqAsync(ushort line, IrqType type, Action<IrqSignal> handler, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RequestAsync(line, type, irq => new HardIrqFlow(Core, irq, handler), cancel);
    }

    private async Task<IrqLine> RequestAsync(ushort line, IrqType type, Func<IrqLine, IrqFlow> flow, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(line, Config.LineCount);
        if (type == IrqType.None) throw new ArgumentOutOfRangeException(nameof(type), "an interrupt has a type");
        if (!HasInterrupts) throw new InvalidOperationException("the back-end does not offer interrupts (VIRTIO_GPIO_F_IRQ)");

        IrqLine? irq = null;
        IrqSlot slot = Core.RunIfWell(() =>
        {
            IrqSlot its = Core.Slots[line] ??= new IrqSlot(Core, line, _options.IrqManners, _options.Time);
            if (its.Owner is not null) throw new InvalidOperationException($"the interrupt of line {line} is requested already");
            if (Core.Slots.Count(s => s?.Owner is not null) >= ArmedLinesAtMost)
            {
                throw new InvalidOperationException(
                    $"the eventq of {FrontEnd.Rings[1].Size} entries has room for {ArmedLinesAtMost} armed lines");
            }
            its.Owner = irq = new IrqLine(this, its, flow, _options.EventCapacity);
            return its;
        });

        try
        {
            await OperateAsync(slot, () => IrqInput.Enable(type), cancel).ConfigureAwait(false);
            return irq!;
        }
        catch
        {
            await irq!.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs one consumer operation, after those before it on the same line.</summary>
    internal async Task OperateAsync(IrqSlot slot, Func<IrqInput> operation, CancellationToken cancel)
    {
        HardIrqFlow.RefuseInside(Core);
        await slot.BusLock.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            IrqInput input = default;
            bool accepted = await Core.RunIfWell(() => slot.Begin(input = operation())).ConfigureAwait(false);
            if (!accepted) throw new GpioRequestException(GpioMessage.SetIrqType, slot.Line, (uint)input.Type);
        }
        finally
        {
            slot.BusLock.Release();
        }
    }

    private int ArmedLinesAtMost =>
        (FrontEnd.Features & VirtioFeatures.IndirectDescriptors) != 0 ? FrontEnd.Rings[1].Size : FrontEnd.Rings[1].Size / 2;
}
