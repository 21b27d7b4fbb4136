using System.Threading.Channels;
using GpioHub.GuestDriver.Irq;

namespace GpioHub.GuestDriver.Driver;

/// <summary>The flow of a handler that may wait: it runs in a task, and the line stays masked until it is done, as with Linux's
/// IRQF_ONESHOT.</summary>
/// <remarks>At EDGE_BOTH the level is asked for where the used ring is consumed, and the task begins once it is known.</remarks>
internal sealed class ThreadedIrqFlow : IrqFlow
{
    private readonly Func<IrqEvent, ValueTask> _handler;
    private readonly Channel<IrqEvent> _due = Channel.CreateUnbounded<IrqEvent>(new UnboundedChannelOptions { SingleReader = true });

    public ThreadedIrqFlow(DriverCore core, IrqLine line, Func<IrqEvent, ValueTask> handler)
        : base(core, line)
    {
        _handler = handler;
        _ = Task.Run(HandleAsync);      // ends with the channel; what the handler throws goes to the line's events
    }

    public override void Interrupt(IrqSignal signal)
    {
        if (signal.Level is { } level)
        {
            _due.Writer.TryWrite(new IrqEvent(signal.Line, level, signal.TimestampNs));
            return;
        }

        Core.Run(() =>
        {
            if (Line.Wanted) AskLevel(signal);
        });
    }

    public override void Close() => _due.Writer.TryComplete();

    protected override void LevelKnown(IrqEvent? happened)
    {
        if (happened is { } known) _due.Writer.TryWrite(known);
        else if (Line.Wanted) Line.Slot.Feed(IrqInput.Unmask);
    }

    private async Task HandleAsync()
    {
        await foreach (IrqEvent happened in _due.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                Line.Publish(happened);
                await _handler(happened).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // whatever a handler throws belongs to the reader of the events
            catch (Exception e)
#pragma warning restore CA1031
            {
                Line.Close(e);
                return;
            }

            Core.Unmask(Line);
        }
    }
}
