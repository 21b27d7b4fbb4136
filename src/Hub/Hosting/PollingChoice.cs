using GpioHub.Actors.Rigs;
using GpioHub.Transports.Reactor;

namespace GpioHub.Hub.Hosting;

/// <summary>What <c>hub.poll</c> means on this machine.</summary>
internal static class PollingChoice
{
    /// <param name="plan">As configured.</param>
    /// <param name="reactors">How many there are, 1 or more.</param>
    /// <param name="processors">CPUs that this process may use.</param>
    /// <returns>auto: only where a CPU is left for the guests; looking around on the CPU that the guest needs makes it slower.
    /// A fixed time is taken at its word.</returns>
    public static Polling Of(PollPlan plan, int reactors, int processors)
    {
        if (!plan.Auto) return Polling.Fixed((long)plan.Fixed.TotalNanoseconds);
        return processors > reactors ? Polling.Auto : Polling.Off;
    }
}
