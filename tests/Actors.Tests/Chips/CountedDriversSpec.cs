using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips;

/// <summary>The drivers that a net counts, as its users come and go.</summary>
public class CountedDriversSpec
{
    [Theory(DisplayName = "Whatever three guests do one after the other, a net counts each driver once and nobody else")]
    [InlineData(DriveKind.PushPull, InitialState.High)]
    [InlineData(DriveKind.OpenDrain, InitialState.Low)]
    [InlineData(DriveKind.OpenSource, InitialState.AsIs)]
    public void Conserved(DriveKind drive, InitialState initial)
    {
        DesiredLine[] wishes = [default, Wish(GpioDirection.In), Wish(GpioDirection.Out), Wish(GpioDirection.Out, value: true),
            Wish(GpioDirection.Out, value: true, released: true)];
        var line = Plans.Line(0, "A") with { Drive = drive, Initial = initial, Resolve = ResolveRule.WiredAnd };
        int choices = 3 * wishes.Length;
        for (int sequence = 0; sequence < choices * choices * choices * choices; sequence++)
        {
            var (net, mappings) = NetOf(line, OnRelease.Input, OnRelease.High, OnRelease.Hold);
            bool untouched = initial != InitialState.AsIs;
            for (int step = 0, left = sequence; step < 4; step++, left /= choices)
            {
                var (mapping, wish) = (mappings[left % 3], wishes[left % choices / 3]);
                net.Commit(mapping, wish, writes: true, undriven: null);
                untouched &= !Driving.Claims(mapping.Drive);
                var held = untouched ? (initial == InitialState.High ? Drive.IdleHigh : Drive.IdleLow) : Drive.None;
                Assert.Equal(Counted(line, [.. mappings.Select(each => each.Drive), held]),
                    (net.State.Claims, net.State.High, net.State.Low, net.State.IdleHigh, net.State.IdleLow));
            }
        }
    }

    internal static (Net Net, Mapping[] Mappings) NetOf(ChipLinePlan line, params OnRelease[] onRelease)
    {
        var chip = new ChipPlan("bench", SimPlan.Instance, [line]);
        Mapping[] mappings = [.. onRelease.Select((leaves, i) => new Mapping($"g{i}",
            Plans.Guest($"g{i}", "/", chip, onRelease: leaves).Lines[0]))];
        return (new ChipNets(chip, mappings)[0], mappings);
    }

    internal static DesiredLine Wish(GpioDirection direction, bool value = false, bool released = false) =>
        new(direction, value, IrqType.None, 0, released);

    private static (int Claims, int High, int Low, int IdleHigh, int IdleLow) Counted(ChipLinePlan line, Drive[] drives)
    {
        bool up = line.Drive != DriveKind.OpenDrain;
        bool down = line.Drive != DriveKind.OpenSource;
        return (drives.Count(Driving.Claims), Of(Drive.High, up), Of(Drive.Low, down), Of(Drive.IdleHigh, up), Of(Drive.IdleLow, down));

        int Of(Drive drive, bool reaches) => reaches ? drives.Count(each => each == drive) : 0;
    }
}
