using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>What recording costs on the path of a write and of an edge.</summary>
public class AllocationSpec
{
    private const int Rounds = 2_000;

    [Fact(DisplayName = "Writes to a pin and edges of a pin that are recorded for a successor allocate 0 bytes (HR-28)")]
    public void Nothing()
    {
        using var world = new KeptChip { IsMeasured = true };
        world.Kernel.Logs = false;
        var process = world.Start(new Life(-1));
        world.Serve([new(0, new DesiredLine(GpioDirection.Out, true, IrqType.None, 0, Released: false), true)]);
        var operation = new LineOperation(process.Mappings[0]) { Ask = ChipAsk.Apply, Writes = true, RequestSerial = 1 };
        Action write = () =>
        {
            operation.RequestSerial++;
            operation.Desired = operation.Desired with { Direction = GpioDirection.Out, Value = !operation.Desired.Value };
            process.Desk.Begin(operation);
        };
        Assert.Equal(0, BytesOf(() => process.Turn(write)));
        Assert.Equal(operation.RequestSerial, process.Mappings[0].Applied);

        world.Serve([default, new(0, new DesiredLine(GpioDirection.In, false, IrqType.EdgeBoth, 1, Released: false), false)]);
        long before = process.Net.Edges;
        Action look = () => { };
        Assert.Equal(0, BytesOf(() =>
        {
            world.NowNs += 1_000;
            world.Chip[0].Pull(!world.Chip[0].PullLevel);
            process.Turn(look);
        }));
        Assert.Equal(2 * Rounds, process.Net.Edges - before);
    }

    private static long BytesOf(Action round)
    {
        for (int i = 0; i < Rounds; i++) round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++) round();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
