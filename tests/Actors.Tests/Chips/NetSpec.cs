using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips;

/// <summary>What a net's level is (IF-1.7, IF-1.8, IF-1.11, IF-1.12).</summary>
public class NetSpec
{
    [Theory(DisplayName = "onRelease: what a line that was driven goes on showing once its guest has let go")]
    [InlineData(OnRelease.Input, true, false)]
    [InlineData(OnRelease.Input, false, false)]
    [InlineData(OnRelease.Low, true, false)]
    [InlineData(OnRelease.High, false, true)]
    [InlineData(OnRelease.Hold, true, true)]
    [InlineData(OnRelease.Hold, false, false)]
    public void Released(OnRelease onRelease, bool driven, bool shown)
    {
        var (nets, mapping) = Net(Plans.Line(0, "A"), onRelease);
        Commit(mapping, Out(driven));
        Assert.Equal(driven, nets[0].Level);
        Commit(mapping, Out(driven) with { Released = true });
        Assert.Equal(shown, nets[0].Level);
        Commit(mapping, default);
        Assert.Equal(shown, nets[0].Level);
        Commit(mapping, new DesiredLine(GpioDirection.In, false, IrqType.None, 0, Released: false));
        Assert.False(nets[0].Level);                                   // an input drives nothing: the pull-down
    }

    [Theory(DisplayName =
        "An open-drain line cannot be held high by an idle drive or by `initial`, nor an open-source line low: the pull decides " +
        "(IF-1.7)")]
    [InlineData(DriveKind.OpenDrain, false, OnRelease.High, Bias.PullDown, false)]
    [InlineData(DriveKind.OpenDrain, false, OnRelease.Low, Bias.PullUp, false)]
    [InlineData(DriveKind.OpenDrain, true, OnRelease.Low, Bias.PullDown, true)]
    [InlineData(DriveKind.OpenSource, false, OnRelease.Low, Bias.PullUp, true)]
    [InlineData(DriveKind.OpenSource, false, OnRelease.High, Bias.PullDown, true)]
    public void IdleDrivesObeyTheDriver(DriveKind drive, bool activeLow, OnRelease onRelease, Bias bias, bool shown)
    {
        var line = Plans.Line(0, "A") with { Drive = drive, ActiveLow = activeLow, Bias = bias };
        var (nets, mapping) = Net(line, onRelease);
        Commit(mapping, Out(true));
        Commit(mapping, default);
        Assert.Equal(shown, nets[0].Level);

        var initial = Net(line with { Initial = onRelease == OnRelease.High ? InitialState.High : InitialState.Low }, OnRelease.Input);
        Assert.Equal(shown, initial.Nets[0].Level);
    }

    [Fact(DisplayName = "`initial` holds from the hub's start to the first guest's OUT, through releases and inputs")]
    public void Initial()
    {
        var (nets, mapping) = Net(Plans.Line(0, "A") with { Initial = InitialState.High }, OnRelease.Input);
        Commit(mapping, default(DesiredLine) with { Released = true });
        Assert.True(nets[0].Level);
        Commit(mapping, new DesiredLine(GpioDirection.In, false, IrqType.None, 0, Released: false));
        Assert.True(nets[0].Level);
        Commit(mapping, Out(false));
        Assert.False(nets[0].Level);
        Commit(mapping, default);
        Assert.False(nets[0].Level);
    }

    [Fact(DisplayName = "Each net has the users of its line, in the order of the rig")]
    public void Users()
    {
        var chip = Plans.Sim("bench", "A", "B", "C");
        Mapping[] mappings = [.. new[] { "g1", "g2" }.SelectMany(guest => Plans.Guest(guest, "/", chip).Lines
            .Where(line => guest == "g1" || line.Line != 1).Select(line => new Mapping(guest, line)))];
        var nets = new ChipNets(chip, mappings);

        string[][] expected = [["g1", "g2"], ["g1"], ["g1", "g2"]];
        Assert.Equal(expected, nets.All.ToArray().Select(net => net.Mappings.Select(mapping => mapping.Guest).ToArray()).ToArray());
    }

    private static void Commit(Mapping mapping, DesiredLine desired) => mapping.Net.Commit(mapping, desired, writes: false, undriven: null);

    private static DesiredLine Out(bool value) => new(GpioDirection.Out, value, IrqType.None, 0, Released: false);

    private static (ChipNets Nets, Mapping Mapping) Net(ChipLinePlan line, OnRelease onRelease)
    {
        var chip = new ChipPlan("bench", SimPlan.Instance, [line]);
        var mapping = new Mapping("ivi", Plans.Guest("ivi", "/", chip, onRelease: onRelease).Lines[0]);
        return (new ChipNets(chip, [mapping]), mapping);
    }
}
