using GpioHub.Rules.Plan;


namespace GpioHub.Rules.Lines;

/// <summary>What the configuration and the negotiated features allow one line; constant between two ring starts.</summary>
/// <param name="Mapped">false = a spare slot: nothing behind it.</param>
/// <param name="Access">What the guest may do (IF-1.10).</param>
/// <param name="IrqNegotiated">VIRTIO_GPIO_F_IRQ was acknowledged (VG-D-31).</param>
/// <param name="EarlyUnmask">What happens to a buffer that unmasks a disabled interrupt.</param>
public readonly record struct LineRules(bool Mapped, LineAccess Access, bool IrqNegotiated, EarlyUnmask EarlyUnmask);
