using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig;

/// <summary>A line of the same chip and guest whose edge comes after everything that was pulled before: once it has arrived, anything that
/// has not come will not come.</summary>
/// <remarks>The kernel handles all edges of a chip that are pending at a tick together, and one guest's interrupts come in the order of
/// their edges.</remarks>
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

    /// <summary>Pulls an edge here and waits for it, twice. What was pending at the tick of the first has been handled by then.</summary>
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
