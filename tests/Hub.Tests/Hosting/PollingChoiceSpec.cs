using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

public sealed class PollingChoiceSpec
{
    [Theory(DisplayName = "poll: auto looks around only where a CPU is left for the guests")]
    [InlineData(1, 1, false)]
    [InlineData(1, 2, true)]
    [InlineData(2, 2, false)]
    [InlineData(2, 8, true)]
    public void AutoLeavesACpu(int reactors, int processors, bool looks) =>
        Assert.Equal(looks ? Polling.Auto : Polling.Off, PollingChoice.Of(PollPlan.Adaptive, reactors, processors));

    [Theory(DisplayName = "poll: off and a fixed time are taken at their word, on one CPU too")]
    [InlineData(0)]
    [InlineData(20)]
    public void FixedIsFixed(int us) =>
        Assert.Equal(Polling.Fixed(us * 1000L),
            PollingChoice.Of(new PollPlan(false, TimeSpan.FromMicroseconds(us)), reactors: 1, processors: 1));
}
