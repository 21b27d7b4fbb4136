using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Nets;

/// <summary>The pure resolver, with every combination of up to three drivers and the stimulus.</summary>
public class NetResolverSpec
{
    private static readonly Drive[] Drives = Enum.GetValues<Drive>();
    private static readonly bool?[] Unknowns = [null, false, true];

    [Theory(DisplayName =
        "Three drivers, the stimulus, the hardware and the pull come to the level that the rule says, whatever the drive and the " +
        "polarity (IF-1.7, IF-1.12)")]
    [InlineData(ResolveRule.Exclusive, 9_720)]
    [InlineData(ResolveRule.WiredAnd, 27_000)]
    [InlineData(ResolveRule.WiredOr, 27_000)]
    [InlineData(ResolveRule.LastWriter, 648_000)]
    public void Walk(ResolveRule rule, int states)
    {
        int walked = 0;
        int[][] orders = rule == ResolveRule.LastWriter ? [.. Orders(4)] : [[1, 2, 3, 4]];
        foreach (var line in Wires(rule))
        {
            foreach (var drives in Triples())
            {
                foreach (bool? stimulus in Unknowns)
                {
                    bool possible = rule != ResolveRule.Exclusive || drives.Count(Driving.Claims) + (stimulus is null ? 0 : 1) <= 1;
                    if (!possible) continue;
                    foreach (int[] order in orders) walked += Check(line, drives, stimulus, order);
                }
            }
        }

        Assert.Equal(states, walked);
    }

    [Fact(DisplayName = "What a driver adds to a net is what it takes away again")]
    public void Inverse()
    {
        var some =
            new NetState { Claims = 3, High = 2, Low = 1, IdleHigh = 2, IdleLow = 1, Stimulus = true, Hardware = false, Latest = true };
        foreach (var line in Enum.GetValues<ResolveRule>().SelectMany(Wires))
        {
            foreach (var drive in Drives)
            {
                Assert.Equal(some, some.With(line, drive, +1).With(line, drive, -1));
                Assert.Equal(some, some.With(line, drive, -1).With(line, drive, +1));
            }
        }
    }

    [Fact(DisplayName =
        "A guest that is OUT claims its net, whether or not its level reaches the pin; only what reaches it drives (IF-1.12)")]
    public void Counted()
    {
        foreach (var line in Wires(ResolveRule.WiredAnd))
        {
            bool up = NetState.Reaches(line, level: true), down = NetState.Reaches(line, level: false);
            Assert.Equal(default, default(NetState).With(line, Drive.None, +1));
            Assert.Equal(new NetState { Claims = 1, High = up ? 1 : 0 }, default(NetState).With(line, Drive.High, +1));
            Assert.Equal(new NetState { Claims = 1, Low = down ? 1 : 0 }, default(NetState).With(line, Drive.Low, +1));
            Assert.Equal(new NetState { IdleHigh = up ? 1 : 0 }, default(NetState).With(line, Drive.IdleHigh, +1));
            Assert.Equal(new NetState { IdleLow = down ? 1 : 0 }, default(NetState).With(line, Drive.IdleLow, +1));
        }
    }

    private static int Check(ChipLinePlan line, Drive[] drives, bool? stimulus, int[] order)
    {
        var state = drives.Aggregate(new NetState { Stimulus = stimulus }, (before, drive) => before.With(line, drive, +1));
        var last = drives.Zip(order).Aggregate(default(LastWrite), (before, one) => before.Or(line, one.First, one.Second));
        if (stimulus is { } set) last = last.Or(line, set ? Drive.High : Drive.Low, order[3]);
        if (line.Resolve == ResolveRule.LastWriter) state = state with { Latest = last.Level };

        List<NetDriver> drivers = [.. drives.Zip(order).Where(one => one.First != Drive.None)
            .Select(one => new NetDriver(one.First is Drive.High or Drive.IdleHigh,
                one.First is Drive.IdleHigh or Drive.IdleLow, one.Second))];
        if (stimulus is { } level) drivers.Add(new NetDriver(level, IsIdle: false, order[3]));
        foreach (bool? hardware in Unknowns)
        {
            bool expected = NetOracle.Level(line, drivers, hardware);
            if ((state with { Hardware = hardware }).Level(line) != expected)
            {
                Assert.Fail($"{line}: {string.Join(' ', drives)}, stimulus {stimulus}, hardware {hardware}, " +
                    $"order {string.Join(' ', order)}: expected {expected}");
            }
        }

        return Unknowns.Length;
    }

    private static IEnumerable<ChipLinePlan> Wires(ResolveRule rule) =>
        from bias in Enum.GetValues<Bias>()
        from activeLow in (bool[])[false, true]
        from drive in Enum.GetValues<DriveKind>()
        select Plans.Line(0, "A") with { Bias = bias, ActiveLow = activeLow, Drive = drive, Resolve = rule };

    private static IEnumerable<Drive[]> Triples() => from a in Drives from b in Drives from c in Drives select new[] { a, b, c };

    /// <summary>Every order of the numbers 1 to <paramref name="count"/>.</summary>
    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1)
            .SelectMany(shorter => Enumerable.Range(0, count).Select(place => (int[])[.. shorter[..place], count, .. shorter[place..]]));
}
