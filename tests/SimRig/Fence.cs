using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig;

/// <summary>A line of the same chip and guest whose edge comes after everything that was pulled before:
/// when it has arrived, what has not come does not come.</summary>
/// <remarks>The kernel handles all edges of a chip that are pending at a tick together, and one guest's interrupts come in the
/// order of their edges.</remarks>
internal sealed class Fence : IAsyncDisposable
{
    private readonly SimLine _pin;
    private readonly IrqLine _irq;
    private bool _up;

    private Fence(SimLine pin, IrqLine irq) => (_pin, _irq) = (pin, irq);

    /// <param name="line">The guest's number of the pin's line.</param>
    public static async Task<Fence> CreateAsync(GpioDriver guest, ushort line, SimLine pin)
    {
        await Rig.InputAsync(guest, line);
        return new Fence(pin, await Rig.InterruptOfAsync(guest, line, IrqType.EdgeBoth));
    }

    /// <summary>Returns when twice in turn an edge has been pulled here and has arrived: what was pending at the first one's tick
    /// has long been handled.</summary>
    public async Task PassAsync()
    {
        for (int edge = 0; edge < 2; edge++)
        {
            _pin.Pull(_up = !_up);
            await Rig.InterruptAsync(_irq, "the fence");
        }
    }

    public ValueTask DisposeAsync() => _irq.DisposeAsync();
}
