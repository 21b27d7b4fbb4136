using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>What becomes of a line's interrupts, and when the line is unmasked after one: the flow handler, in Linux's words.</summary>
internal abstract class IrqFlow(DriverCore core, IrqLine line)
{
    protected DriverCore Core => core;

    protected IrqLine Line => line;

    /// <summary>Begins to handle a pair that came back VALID; the line is masked. On the thread that consumes the used ring, outside the
    /// lock.</summary>
    public abstract void Interrupt(IrqSignal signal);

    /// <summary>Nothing more will come.</summary>
    public virtual void Close()
    {
    }

    /// <summary>Asks for the level after an EDGE_BOTH interrupt. The caller holds the lock, on the thread that consumes the used ring; the
    /// answer comes to <see cref="LevelKnown"/> in the same way, before that of any later request for the line (VG-G-03).</summary>
    protected void AskLevel(IrqSignal signal) => core.Send(GpioMessage.GetValue, signal.Line, 0, (answered, why) =>
    {
        if (why is not null)
        {
            line.Close(why);
            return;
        }

        bool known = answered.Reply.Status == GpioStatus.Ok;
        if (!known) line.Lose();        // refused: nobody knows which edge it was
        LevelKnown(known ? new IrqEvent(signal.Line, answered.Reply.Value != 0, signal.TimestampNs) : null);
    });

    /// <param name="happened">Null = the device refused to tell the level.</param>
    protected virtual void LevelKnown(IrqEvent? happened) => throw new NotSupportedException();
}
