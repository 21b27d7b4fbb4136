using GpioHub.GuestDriver.Irq;
using GpioHub.Transports.Native;

namespace GpioHub.GuestDriver.Driver;

/// <remarks>What the used ring delivers is handled by the thread that consumed it, outside the lock: a handler may take as long as it likes
/// and ask for anything, and only interrupts and answers wait for it. No answer is taken meanwhile. So once type NONE is answered, no hard
/// handler of the line runs any more.</remarks>
public sealed partial class DriverCore
{
    private readonly Queue<(IrqLine Line, IrqSignal Signal)> _deliveries = new();

    /// <summary>Has the line's interrupt handled once the lock is released; the caller holds it.</summary>
    internal void Deliver(IrqSlot slot)
    {
        if (slot.Owner is { } line) _deliveries.Enqueue((line, new IrqSignal(slot.Line, slot.State.Type, MonotonicClock.Now)));
    }

    /// <summary>Ends the masking of an interrupt that has been handled, unless the line has another consumer by now.</summary>
    public void Unmask(IrqLine line)
    {
        lock (_lock)
        {
            if (line.Wanted) line.Slot.Feed(IrqInput.Unmask);
            FlushQueues();
        }
    }

    private void HandleDeliveries()
    {
        while (TryTakeDelivery(out IrqLine line, out IrqSignal signal)) line.Interrupt(signal);
    }

    private bool TryTakeDelivery(out IrqLine line, out IrqSignal signal)
    {
        lock (_lock)
        {
            while (_deliveries.TryDequeue(out var next))
            {
                (line, signal) = next;
                if (line.Wanted) return true;       // else disabled or freed meanwhile, perhaps by the handler before
            }

            (line, signal) = (null!, default);
            return false;
        }
    }
}
