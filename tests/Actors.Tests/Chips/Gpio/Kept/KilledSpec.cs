using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>Pins of a hub that is killed at every single place: before and after each call of the kernel, and at each store to the
/// record.</summary>
public class KilledSpec(ITestOutputHelper output)
{
    private static readonly DesiredLine Low = new(GpioDirection.Out, false, IrqType.None, 0, Released: false);
    private static readonly DesiredLine High = Low with { Value = true };
    private static readonly DesiredLine In = new(GpioDirection.In, false, IrqType.None, 0, Released: false);
    private static readonly DesiredLine Watch = In with { Irq = IrqType.EdgeBoth, Generation = 1 };

    [Theory(DisplayName = "Wherever the hub is killed, and killed again, an observer at the pin sees each level that guests wrote once")]
    [InlineData(IoPlace.Inline, 1, 3)]
    [InlineData(IoPlace.Inline, 2, 4)]
    [InlineData(IoPlace.Thread, 1, 3)]
    [InlineData(IoPlace.Thread, 2, 2)]
    public void Pins(IoPlace io, int guests, int perTurn)
    {
        Asked[] asked =
        [
            new(0, High, true), new(0, Low, true), new(0, High, true), new(0, High, true), new(guests - 1, Low, true), new(0, High, true),
            new(guests - 1, Low, true), new(0, In, false), new(guests - 1, High, true), new(guests - 1, In, false), new(0, Watch, false),
        ];
        var (seen, points, _) = Run(cut: -1, again: -1);
        output.WriteLine($"{points} points, {seen.Length} levels");
        for (int cut = 0; cut < points; cut++)
        {
            Check(cut, again: -1);
            if (cut % 8 == 0) Check(cut, again: cut * 7 % 41);
        }

        void Check(int cut, int again)
        {
            var (now, _, where) = Run(cut, again);
            Assert.True(seen == now, $"{where}\nseen {now}\nnot  {seen}");
        }

        (string Seen, int Points, string Where) Run(int cut, int again)
        {
            using var world = new KeptChip(io, guests, perTurn);
            string where = "";
            int points = 0;
            foreach (int place in (int[])[cut, again, -1])
            {
                var life = new Life(place);
                world.Start(life);
                world.Serve(asked);
                points += life.Points;
                if (!life.IsOver) break;
                where += $"{life.Where}; ";
            }

            world.NowNs += 2_000_000_000;
            world.Process.AskAgain();
            Assert.True(world.Errors.Count == 0, $"{where}: {string.Join('\n', world.Errors)}");
            Assert.True(world.Answered == asked.Length, $"{where}: {world.Answered} answers");
            Assert.Equal(["c/doors/line.0"], world.Kept.Names);
            return ($"{string.Concat(world.Seen.Select(level => level ? '1' : '0'))} {world.Process.Net.Pin}", points, where);
        }
    }
}
