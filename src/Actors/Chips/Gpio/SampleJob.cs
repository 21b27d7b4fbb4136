using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The job that goes on with the sampling of a line that the process before has left.</summary>
/// <param name="level">As its net knows it.</param>
internal sealed class SampleJob(IJobHost host, int place, IGpioLineFile line, bool level, long periodNs) : ChipJob
{
    public override string What => "sampling a line";

    public override void Run()
    {
        host.Sampler.Add(place, line, level, periodNs);
        host.WakeSampler();
    }
}
