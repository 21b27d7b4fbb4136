using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.TestKit;

/// <summary>One run of a guest's interrupt handler.</summary>
public sealed record Interrupt
{
    internal Interrupt(int number, TimeSpan at, IrqType type) => (Number, At, Type) = (number, at, type);

    /// <summary>Of this line since the guest booted, from 1.</summary>
    public int Number { get; }

    /// <summary>When the handler began; virtual time since the scenario began.</summary>
    public TimeSpan At { get; }

    /// <summary>What the line's interrupt was set to.</summary>
    public IrqType Type { get; }

    /// <summary>The level as the guest knows it: from the type, or for <see cref="IrqType.EdgeBoth"/> read by the handler, as Linux does.
    /// null = that read was answered ERR, or has not happened yet.</summary>
    public bool? IsHigh { get; internal set; }
}
