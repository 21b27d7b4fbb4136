using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips;

/// <summary>This machine's gpiochips.</summary>
public sealed class LinuxGpioKernel : IGpioKernel
{
    /// <inheritdoc/>
    /// <exception cref="PlatformNotSupportedException">An architecture whose ioctls have other numbers (GU-01).</exception>
    public IGpioChipFile Open(string path) => new LinuxGpioChip(GpioChipHandle.Open(path));
}
