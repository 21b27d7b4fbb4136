using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.TestKit;

/// <summary>One run of a guest's interrupt handler.</summary>
/// <param name="Number">Of this line since the guest booted, from 1.</param>
/// <param name="At">When the handler began; virtual time since the scenario began.</param>
/// <param name="Type">What the line's interrupt was set to.</param>
public sealed record Interrupt(int Number, TimeSpan At, IrqType Type)
{
    /// <summary>The level as the guest knows it: from the type, or for <see cref="IrqType.EdgeBoth"/> read by the handler, as Linux does.
    /// null = that read was answered ERR, or has not happened yet.</summary>
    public bool? IsHigh { get; internal set; }
}
