using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>Edges of a pin while the hub is killed: before and after each read of the kernel's queue, at each store, and while nobody is
/// there.</summary>
public class KilledEdgesSpec
{
    /// <summary>As many as the kernel keeps of one line.</summary>
    private const int Kept = 256;

    private static readonly Asked[] Watch = [new(0, new DesiredLine(GpioDirection.In, false, IrqType.EdgeBoth, 1, Released: false), false)];

    [Fact(DisplayName = "Wherever the hub is killed, each edge of a pin is counted once, also one that the kernel had given out already")]
    public void Everywhere()
    {
        int[] bursts = [1, 2, 40, 1, 300];
        int points = Run(cut: -1);
        for (int cut = 0; cut < points; cut++) Run(cut);

        int Run(int cut)
        {
            using var world = new KeptChip();
            var life = new Life(cut);
            world.Start(life);
            world.Serve(Watch);
            if (life.IsOver) Again(world);
            int edges = 0, most = 0;
            foreach (int burst in bursts)
            {
                Pull(world, burst);
                edges += burst;
                most += Math.Max(burst - Kept, 0);
                world.Process.Rest();
                if (world.Process.Life.IsOver) Again(world);
                world.Process.Rest();
                string where = $"{life.Where}: {world.Process.Net.Edges} edges of {edges}, {world.Process.Net.Lost} of them lost";
                Assert.True((edges, most) == (world.Process.Net.Edges, world.Process.Net.Lost), where);
            }

            Assert.Empty(world.Errors);
            return life.Points;
        }
    }

    [Theory(DisplayName = "Edges while no hub is there are told when one is; of more than the kernel keeps the number is known, and the " +
        "rest counts as lost (GU-09)")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(Kept - 1)]
    [InlineData(Kept)]
    [InlineData(Kept + 1)]
    [InlineData(1000)]
    public void InTheGap(int edges)
    {
        using var world = new KeptChip();
        world.Start(new Life(-1));
        world.Serve(Watch);
        Pull(world, 3);
        world.Process.Rest();
        Pull(world, 2);
        world.Kill();
        Pull(world, edges);
        Again(world);
        Assert.Equal((5 + edges, Math.Max(2 + edges - Kept, 0)), ((int)world.Process.Net.Edges, (int)world.Process.Net.Lost));
        Assert.Equal((5 + edges) % 2 != 0, world.Process.Net.Level);
        Assert.Empty(world.Errors);
    }

    [Fact(DisplayName = "A line that is being configured keeps its events in the kernel, from where a successor has them")]
    public void WhileItIsConfigured()
    {
        using var world = new KeptChip();
        var first = world.Start(new Life(-1));
        world.Serve(Watch);
        Asked[] settings = [.. Watch, new(0, new DesiredLine(GpioDirection.In, false, IrqType.None, 1, Released: false), false)];
        using (var hang = world.Chip[0].Hang(GpioHub.Tests.FakeKernel.FakeCallKind.Configure))
        {
            var operation = new Actors.Wires.LineOperation(first.Mappings[0])
            {
                Ask = ChipAsk.Apply,
                Desired = settings[1].Desired,
                RequestSerial = 2,
            };
            first.Turn(() => first.Desk.Begin(operation));
            hang.WaitUntilEntered();
            Pull(world, 5);
            first.Turn(() => { });
            Assert.Equal(5, world.Chip[0].QueuedEvents);
            first.Life.End();
        }

        Again(world);
        Assert.Equal(5, world.Process.Net.Edges);
        world.Serve(settings);
        Assert.Empty(world.Errors);
    }

    private static void Again(KeptChip world)
    {
        world.Start(new Life(-1));
        world.Serve(Watch);
    }

    private static void Pull(KeptChip world, int edges)
    {
        for (int i = 0; i < edges; i++)
        {
            world.NowNs += 1_000;
            world.Chip[0].Pull(!world.Chip[0].PullLevel);
        }
    }
}
