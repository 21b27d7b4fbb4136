using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips;

/// <summary><c>resolve: last-writer</c> over time.</summary>
public class LastWriterSpec
{
    private const int Steps = 6;
    private const int Drivers = 3;
    private const int Actions = 3;                                         // write 0, write 1, let go

    [Theory(DisplayName = "last-writer: of three drivers, in every order of six writes and releases, " +
        "the last write that still stands decides; idle drives where nobody else drives")]
    [InlineData(OnRelease.Input, false)]
    [InlineData(OnRelease.Input, true)]
    [InlineData(OnRelease.Hold, false)]
    [InlineData(OnRelease.High, true)]
    public void EveryOrder(OnRelease ofAll, bool thirdIsStimulus)
    {
        var line = Plans.Line(0, "A") with { Resolve = ResolveRule.LastWriter };
        var (net, mappings) = CountedDriversSpec.NetOf(line, ofAll, ofAll, ofAll);
        var written = new List<(int Driver, bool Level, bool IsIdle)>();
        for (int sequence = 0; sequence < Math.Pow(Drivers * Actions, Steps); sequence++)
        {
            for (int step = 0, left = sequence; step < Steps; step++, left /= Drivers * Actions)
            {
                var (driver, action) = (left % Drivers, left / Drivers % Actions);
                bool? level = action == 2 ? null : action == 1;
                bool isStimulus = thirdIsStimulus && driver == 2;
                Note(written, driver, level, isStimulus ? OnRelease.Input : ofAll);
                var asked = isStimulus ? Stimulate(net, level) : Commit(net, mappings[driver], level);
                if (net.Level != Expected(written) || net.Pin != asked)
                {
                    Assert.Fail($"sequence {sequence}, step {step}: {string.Join(", ", written)}; " +
                        $"level {net.Level}, asked the device for {asked}, is {net.Pin}");
                }
            }

            foreach (var mapping in mappings) net.Commit(mapping, CountedDriversSpec.Wish(GpioDirection.In), writes: false, undriven: null);
            net.Stimulate(null, undriven: null);
            written.Clear();
        }
    }

    [Fact(DisplayName = "last-writer: a write of the same value is a write; what is told once more to a chip that has come back is none")]
    public void SameValue()
    {
        var (net, mappings) = CountedDriversSpec.NetOf(Plans.Line(0, "A") with { Resolve = ResolveRule.LastWriter },
            OnRelease.Input, OnRelease.Input);
        Commit(net, mappings[0], true);
        Commit(net, mappings[1], false);
        net.Commit(mappings[0], CountedDriversSpec.Wish(GpioDirection.Out, value: true), writes: false, undriven: null);
        Assert.False(net.Level);
        Commit(net, mappings[0], true);
        Assert.True(net.Level);
    }

    [Theory(DisplayName =
        "Under last-writer a level that an open-drain pin cannot drive lets go of it, and the write before decides (IF-1.7)")]
    [InlineData(false)]
    [InlineData(true)]
    public void OpenDrain(bool activeLow)
    {
        var line = Plans.Line(0, "A") with
        {
            Resolve = ResolveRule.LastWriter,
            Drive = DriveKind.OpenDrain,
            Bias = Bias.PullUp,
            ActiveLow = activeLow,
        };
        var (net, mappings) = CountedDriversSpec.NetOf(line, OnRelease.Input, OnRelease.Input);
        Commit(net, mappings[0], activeLow);                                  // electrically low
        Commit(net, mappings[1], !activeLow);
        Assert.Equal(activeLow, net.Level);
        Commit(net, mappings[0], !activeLow);
        Assert.Equal(!activeLow, net.Level);                               // the pull-up
    }

    [Fact(DisplayName = "last-writer: `initial` holds until the first guest writes, below a stimulus")]
    public void Initial()
    {
        var line = Plans.Line(0, "A") with { Resolve = ResolveRule.LastWriter, Initial = InitialState.High };
        var (net, mappings) = CountedDriversSpec.NetOf(line, OnRelease.Input);
        Assert.True(net.Level);
        Stimulate(net, false);
        Assert.False(net.Level);
        Stimulate(net, null);
        Assert.True(net.Level);
        Commit(net, mappings[0], true);
        Commit(net, mappings[0], null);
        Assert.False(net.Level);
    }

    /// <returns>The pin that a device would be asked for beforehand.</returns>
    private static PinState Commit(Net net, Mapping mapping, bool? level)
    {
        var wish = level is { } value ? CountedDriversSpec.Wish(GpioDirection.Out, value) : default;
        var asked = net.PinWith(mapping, wish, writes: level is not null);
        net.Commit(mapping, wish, writes: level is not null, undriven: null);
        return asked;
    }

    /// <inheritdoc cref="Commit"/>
    private static PinState Stimulate(Net net, bool? level)
    {
        var asked = net.PinWith(level);
        net.Stimulate(level, undriven: null);
        return asked;
    }

    /// <summary>The drivers in the order of their last writes.</summary>
    private static void Note(List<(int Driver, bool Level, bool IsIdle)> written, int driver, bool? level, OnRelease onRelease)
    {
        int at = written.FindIndex(entry => entry.Driver == driver);
        if (level is { } value)
        {
            if (at >= 0) written.RemoveAt(at);
            written.Add((driver, value, IsIdle: false));
        }
        else if (at >= 0 && onRelease == OnRelease.Input)
        {
            written.RemoveAt(at);
        }
        else if (at >= 0)
        {
            written[at] = (driver, onRelease == OnRelease.Hold ? written[at].Level : onRelease == OnRelease.High, IsIdle: true);
        }
    }

    private static bool Expected(List<(int Driver, bool Level, bool IsIdle)> written)
    {
        int last = written.FindLastIndex(entry => !entry.IsIdle);
        if (last < 0) last = written.Count - 1;
        return last >= 0 && written[last].Level;                           // else the pull-down
    }
}
