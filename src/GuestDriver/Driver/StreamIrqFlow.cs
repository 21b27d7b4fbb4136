using GpioHub.GuestDriver.Irq;

namespace GpioHub.GuestDriver.Driver;

/// <summary>The flow without a handler: the event goes to the stream, and the pair is queued again at once.</summary>
/// <remarks>
/// At EDGE_BOTH the pair and the question for the level go out together, so the next edge does not wait for the answer. While the answer is
/// on its way one more interrupt is taken, and the line stays masked behind it: then the device keeps what comes (VG-D-37), and not this
/// driver in a queue that grows. Each event has a level that was read after it, and the last one has the line's last level.
/// </remarks>
internal sealed class StreamIrqFlow(DriverCore core, IrqLine line) : IrqFlow(core, line)
{
    private bool _asking;
    private IrqSignal? _next;

    public override void Interrupt(IrqSignal signal)
    {
        if (signal.Level is { } level)
        {
            Line.Publish(new IrqEvent(signal.Line, level, signal.TimestampNs));
            Core.Unmask(Line);
            return;
        }

        Core.Run(() =>
        {
            if (_asking) _next = signal;
            else Begin(signal);
        });
    }

    protected override void LevelKnown(IrqEvent? happened)
    {
        _asking = false;
        if (happened is { } known) Line.Publish(known);
        if (_next is not { } next) return;
        _next = null;
        Begin(next);
    }

    private void Begin(IrqSignal signal)
    {
        if (!Line.Wanted)
        {
            Line.Lose();
            return;
        }

        _asking = true;
        Line.Slot.Feed(IrqInput.Unmask);
        AskLevel(signal);
    }
}
