using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Rules.Tests.Nets;

/// <summary>What a guest line's wish means for its net.</summary>
public class DrivingSpec
{
    private static readonly Drive[] Drives = Enum.GetValues<Drive>();

    [Fact(DisplayName = "A line that is OUT drives its value, whatever it did before and whatever it is to leave behind (IF-1.11)")]
    public void Output()
    {
        foreach (var before in Drives)
            foreach (var onRelease in Enum.GetValues<OnRelease>())
            {
                Assert.Equal(Drive.High, Driving.Of(Wish(GpioDirection.Out, value: true), onRelease, before));
                Assert.Equal(Drive.Low, Driving.Of(Wish(GpioDirection.Out, value: false), onRelease, before));
            }
    }

    [Fact(DisplayName = "A line that is IN drives nothing, and one that never drove leaves nothing behind (IF-1.11)")]
    public void Undriven()
    {
        foreach (bool value in (bool[])[false, true])
            foreach (var onRelease in Enum.GetValues<OnRelease>())
            {
                Assert.All(Drives, before => Assert.Equal(Drive.None, Driving.Of(Wish(GpioDirection.In, value), onRelease, before)));
                Assert.Equal(Drive.None, Driving.Of(Wish(GpioDirection.None, value), onRelease, Drive.None));
                Assert.Equal(Drive.None, Driving.Of(Wish(GpioDirection.Out, value) with { Released = true }, onRelease, Drive.None));
            }
    }

    [Theory(DisplayName = "A line that lets go leaves behind what onRelease says, whatever its value was; hold keeps the level (IF-1.11)")]
    [InlineData(OnRelease.Input, Drive.None, Drive.None)]
    [InlineData(OnRelease.Low, Drive.IdleLow, Drive.IdleLow)]
    [InlineData(OnRelease.High, Drive.IdleHigh, Drive.IdleHigh)]
    [InlineData(OnRelease.Hold, Drive.IdleLow, Drive.IdleHigh)]
    public void LetGo(OnRelease onRelease, Drive afterLow, Drive afterHigh)
    {
        foreach (bool value in (bool[])[false, true])
            foreach (var wish in (DesiredLine[])[Wish(GpioDirection.None, value), Wish(GpioDirection.Out, value) with { Released = true }])
            {
                Assert.Equal(afterLow, Driving.Of(wish, onRelease, Drive.Low));
                Assert.Equal(afterLow, Driving.Of(wish, onRelease, Drive.IdleLow));
                Assert.Equal(afterHigh, Driving.Of(wish, onRelease, Drive.High));
                Assert.Equal(afterHigh, Driving.Of(wish, onRelease, Drive.IdleHigh));
            }
    }

    [Fact(DisplayName = "Guests that drive claim a net; those that have let go do not (IF-1.12)")]
    public void Claims() => Assert.Equal([Drive.Low, Drive.High], Drives.Where(Driving.Claims));

    private static DesiredLine Wish(GpioDirection direction, bool value) => new(direction, value, IrqType.None, 0, Released: false);
}
