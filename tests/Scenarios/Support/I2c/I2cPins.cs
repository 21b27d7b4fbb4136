using GpioHub.TestKit;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Scenarios.I2c;

/// <summary>One end of an I2C bus on two lines of a guest: open drain, as Linux emulates it on a pin without it. IN lets go, OUT with 0
/// pulls down.</summary>
/// <remarks>Source: NXP UM10204; Linux drivers/gpio/gpiolib.c, gpiod_direction_output and gpiod_set_raw_value of an open-drain
/// line.</remarks>
/// <param name="pushes">It drives a 1 instead of letting go: against the standard, and a short circuit on copper.</param>
internal sealed class I2cPins(Guest guest, bool pushes = false)
{
    private readonly GuestLine _sda = guest.Line("SDA");
    private readonly GuestLine _scl = guest.Line("SCL");
    private bool _sdaPulled;
    private bool _sclPulled;

    /// <summary>The level of the wire; set: false = pulls the wire down, true = lets go of it.</summary>
    public bool Sda
    {
        get => IsHigh(_sda);
        set => Pull(_sda, !value, ref _sdaPulled);
    }

    /// <inheritdoc cref="Sda"/>
    public bool Scl
    {
        get => IsHigh(_scl);
        set => Pull(_scl, !value, ref _sclPulled);
    }

    private static bool IsHigh(GuestLine line) => line.Reads().ShouldBeOk().Value != 0;

    private void Pull(GuestLine line, bool pull, ref bool pulled)
    {
        if (pull == pulled) return;
        if (pull || pushes) line.Drives(high: !pull);
        else line.Asks(GpioMessage.SetDirection, (uint)GpioDirection.In).ShouldBeOk();
        pulled = pull;
    }
}
