using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Which returned buffers count as interrupts, and what telling their time costs (IF-3.21).</summary>
public class DeliveredInterruptsSpec
{
    private readonly DeliveredInterrupts _delivered = new();
    private readonly Watch _clock = new();

    [Fact(DisplayName = "One flush looks at the clock once for all its interrupts, and not at all without one")]
    public void OneLook()
    {
        _delivered.Published(_clock);
        Assert.Equal(0, _clock.Looks);

        foreach (long since in (long[])[0, 400, 1000]) _delivered.Add(0, since);
        _delivered.Published(_clock);
        _delivered.Published(_clock);
        Assert.Equal((1, 1000 + 600, 3), (_clock.Looks, _delivered.Latency.SumNs, _delivered.Latency.Counts.Sum()));
    }

    [Fact(DisplayName = "A buffer that is not the ring's, or was forgotten with its ring, is no interrupt")]
    public void NotOfTheRing()
    {
        var returned = new ReturnedBuffers(new DeviceRing(), _delivered);
        Assert.True(returned.Add(default, IrqStatus.Valid, 0, 0));
        Assert.False(returned.Add(default, IrqStatus.Valid, 0, 0));
        returned.Stage();
        Assert.True(returned.Add(default, IrqStatus.Invalid, 0, 0));
        _delivered.Add(0, 0);
        returned.Forget();
        Assert.True(returned.Add(default, IrqStatus.Invalid, 0, 0));
        _delivered.Published(_clock);
        Assert.Equal((0, 0), (_clock.Looks, _delivered.Latency.Counts.Sum()));
    }

    [Fact(DisplayName = "An edge that a clock has seen a moment after the flush took no time")]
    public void NotNegative()
    {
        _delivered.Add(0, 5000);
        _delivered.Published(_clock);
        Assert.Equal((1, 0), (_delivered.Latency.Counts[0], _delivered.Latency.SumNs));
    }

    private sealed class Watch : IMonotonicClock
    {
        public int Looks { get; private set; }

        public long NowNs
        {
            get
            {
                Looks++;
                return 1000;
            }
        }
    }
}
