using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>The meaning of <c>hub.poll</c> on this machine.</summary>
internal static class PollingChoice
{
    /// <param name="plan">As configured.</param>
    /// <param name="reactors">How many there are, 1 or more.</param>
    /// <param name="processors">CPUs that this process may use.</param>
    /// <returns>auto: polling only where a CPU is left for the guests, because polling on the CPU that a guest needs makes the guest
    /// slower. A fixed time is used as it is.</returns>
    public static Polling Of(PollPlan plan, int reactors, int processors)
    {
        if (!plan.Auto) return Polling.Fixed((long)plan.Fixed.TotalNanoseconds);
        return processors > reactors ? Polling.Auto : Polling.Off;
    }
}
