using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The job that checks whether an open chip is still there: older kernels do not wake those who wait for its lines when the chip
/// goes (GU-S4).</summary>
internal sealed class ProbeJob(IJobHost host, int opening, IGpioChipFile chip) : ChipJob
{
    public override string What => "looking whether the chip is there";

    public override void Run()
    {
        try
        {
            chip.LineInfo(0);
        }
        catch (Exception e) when (e is ErrnoException or ObjectDisposedException)
        {
            host.SayGone("the chip has gone (its device was removed)", opening);
        }
    }
}
