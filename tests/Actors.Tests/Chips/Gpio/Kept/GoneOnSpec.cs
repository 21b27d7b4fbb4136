using GpioHub.Rules.Lines;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>What a successor of the hub does with the lines that were left, and with what was not left as it should be.</summary>
public class GoneOnSpec
{
    private const string Line0 = "c/doors/line.0";

    private static readonly DesiredLine High = new(GpioDirection.Out, true, IrqType.None, 0, Released: false);
    private static readonly DesiredLine Watch = new(GpioDirection.In, false, IrqType.EdgeBoth, 1, Released: false);

    [Theory(DisplayName = "A successor takes a line that was left as it stands: it requests, configures and sets nothing")]
    [InlineData(true)]
    [InlineData(false)]
    public void AsItStands(bool drives)
    {
        using var world = Killed(drives ? High : Watch);
        world.Kernel.ForgetCalls();
        world.Start(new Life(-1));
        Settle(world);
        Assert.DoesNotContain(world.Chip.Calls,
            call => call.Kind is FakeCallKind.Request or FakeCallKind.Configure or FakeCallKind.SetValue or FakeCallKind.Release);
        Assert.Equal(drives, world.Process.Net.Level);
        Assert.Equal([Line0], world.Kept.Names);
    }

    [Fact(DisplayName = "Twenty successors, one after another: a pin that is driven against its pull never moves")]
    public void Twenty()
    {
        using var world = Killed(High);
        int seen = world.Seen.Count;
        for (int i = 0; i < 20; i++)
        {
            world.Start(new Life(-1));
            Settle(world);
            world.Kill();
        }

        Assert.Equal((seen, true), (world.Seen.Count, world.Chip[0].Level));
        Assert.Empty(world.Errors);
    }

    [Fact(DisplayName = "A line whose descriptor was not left is requested anew, and its pin made what its net wants")]
    public void NotLeft()
    {
        using var world = Killed(High);
        world.Kept.Lose(Line0);
        world.Kernel.WaitUntil(() => !world.Chip[0].IsRequested);
        world.Start(new Life(-1));
        Settle(world);
        Assert.True(world.Chip[0].IsOutput);
        Assert.True(world.Chip[0].Level);
        Assert.Equal([Line0], world.Kept.Names);
        Assert.Empty(world.Errors);
    }

    [Fact(DisplayName = "A descriptor that is another line's is not taken for this line's, and given back")]
    public void AnotherLines()
    {
        using var world = Killed(High);
        using var chip = world.Kernel.Open(KeptChip.Path);
        using (var other = chip.Request(2, "virtio-gpio:doors", default, 0)) world.Kept.Put(Line0, other.Descriptor);
        world.Start(new Life(-1));
        Settle(world);
        Assert.False(world.Chip[2].IsRequested);
        Assert.True(world.Chip[0].Level);
        Assert.Empty(world.Errors);
    }

    [Fact(DisplayName = "A line that was left and is not in the plan is given back")]
    public void NotInThePlan()
    {
        using var world = Killed(High);
        using var chip = world.Kernel.Open(KeptChip.Path);
        using (var other = chip.Request(3, "virtio-gpio:doors", default, 0)) world.Kept.Put("c/doors/line.3", other.Descriptor);
        Assert.True(world.Chip[3].IsRequested);
        world.Start(new Life(-1));
        Settle(world);
        Assert.Equal([Line0], world.Kept.Names);
        Assert.False(world.Chip[3].IsRequested);
    }

    [Fact(DisplayName = "Descriptors of a device that was replaced by another are given back, and the lines of the new one requested")]
    public void Replugged()
    {
        using var world = Killed(High);
        world.Chip.Unplug();
        world.Chip.Replug();
        world.Start(new Life(-1));
        Settle(world);
        Assert.True(world.Chip[0].IsOutput);
        Assert.True(world.Chip[0].Level);
        Assert.Equal([Line0], world.Kept.Names);
        Assert.Empty(world.Errors);
    }

    [Theory(DisplayName = "Whichever bit of what is recorded of a line has changed, its pin ends where its net wants it, " +
        "and events count on")]
    [InlineData(true)]
    [InlineData(false)]
    public void Damaged(bool drives)
    {
        for (int bit = 0; bit < 5 * 64; bit += 3)
        {
            using var world = Killed(drives ? High : Watch);
            var region = world.Record.Find("c/doors/port")!;
            int slot = region.Count - GpioRig.Lines * 8;
            world.Record.Turn(0).BeforeStore = null;
            world.Record.Turn(0).WriteNow(region, slot + bit / 64, region[slot + bit / 64] ^ (1UL << (bit % 64)));
            world.Start(new Life(-1));
            Settle(world);
            Assert.True(world.Errors.Count == 0, $"bit {bit}: {string.Join('\n', world.Errors)}");
            if (drives)
            {
                Assert.True(world.Chip[0].IsOutput && world.Chip[0].Level, $"bit {bit}");
                continue;
            }

            long before = world.Process.Net.Edges;
            world.NowNs += 1_000;
            world.Chip[0].Pull(!world.Chip[0].PullLevel);
            world.Process.Rest();
            Assert.True(before + 1 == world.Process.Net.Edges, $"bit {bit}");
        }
    }

    [Fact(DisplayName = "A line's descriptor is kept before its pin changes: a kill between leaves a pin that nobody has touched")]
    public void KeptFirst()
    {
        using var world = new KeptChip(prepare: chip => chip[0].Hog("a driver"));
        world.Start(new Life(-1));
        world.Chip[0].Unhog();
        world.Kernel.ForgetCalls();
        world.Serve([new(0, High, true)]);
        var calls = world.Chip[0].Calls.Where(call => call.Kind is FakeCallKind.Request or FakeCallKind.Configure).ToArray();
        Assert.Equal((FakeCallKind.Request, default(GpioLineConfig)), (calls[0].Kind, calls[0].Config));
        Assert.Equal((FakeCallKind.Configure, new GpioLineConfig(GpioLineBits.Output, true)), (calls[1].Kind, calls[1].Config));
        Assert.Equal([Line0], world.Kept.Names);
    }

    /// <summary>A chip whose hub was killed after a guest's wish was done.</summary>
    private static KeptChip Killed(DesiredLine wish)
    {
        var world = new KeptChip();
        world.Start(new Life(-1));
        world.Serve([new(0, wish, wish.Direction == GpioDirection.Out)]);
        world.Kill();
        return world;
    }

    private static void Settle(KeptChip world)
    {
        world.Process.Rest();
        world.NowNs += 2_000_000_000;
        world.Process.AskAgain();
    }
}
