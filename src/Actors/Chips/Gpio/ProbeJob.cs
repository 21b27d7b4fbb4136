using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The job that checks whether an open chip is still there: older kernels do not wake those who wait for its lines when the chip
/// goes (GU-S4).</summary>
internal sealed class ProbeJob(GpioChipPort port, IGpioChipFile chip) : ChipJob
{
    private readonly int _opening = port.Opening;

    public override string What => "looking whether the chip is there";

    public override void Run()
    {
        try
        {
            chip.LineInfo(0);
        }
        catch (Exception e) when (e is ErrnoException or ObjectDisposedException)
        {
            port.SayGone("the chip has gone (its device was removed)", _opening);
        }
    }
}
