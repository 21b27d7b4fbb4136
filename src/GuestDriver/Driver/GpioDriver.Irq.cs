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
    /// <param name="handler">Runs for each event before the line is unmasked; null = events only go to
    /// <see cref="IrqLine.Events"/>.</param>
    /// <exception cref="InvalidOperationException">The device has no interrupts (VG-G-04); the line's interrupt is requested already; or
    /// the eventq has no room for one more armed line (VG-G-16).</exception>
    /// <exception cref="GpioRequestException">The device refused the type (VG-G-15).</exception>
    public async Task<IrqLine> RequestIrqAsync(
        ushort line, IrqType type, Func<IrqEvent, ValueTask>? handler = null, CancellationToken cancel = default)
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
            its.Owner = irq = new IrqLine(this, its, handler, _options.EventCapacity);
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
