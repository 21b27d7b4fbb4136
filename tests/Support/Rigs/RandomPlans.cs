using GpioHub.Rules.Plan;

namespace GpioHub.Tests.Rigs;

/// <summary>A source of random plans of up to three simulated chips and four guests, any of which may come, go, and be wired
/// differently, and of buses on them.</summary>
internal sealed class RandomPlans(int seed, string folder)
{
    private readonly Random _random = new(seed);

    public RigPlan Next()
    {
        ChipPlan[] chips = [.. Some("bench", "loom", "body").Select(Chip)];
        return Plans.Plan(folder, chips, Some("ivi", "adas", "spare", "ecu").Select(id => Guest(id, chips))) with
        {
            Buses = [.. chips.Length == 0 ? [] : Some("GEAR", "DOORS").Select(name => Bus(name, chips))],
        };
    }

    private BusPlan Bus(string name, ChipPlan[] chips)
    {
        ChipLineAddress[] all = [.. chips.SelectMany(chip => chip.Lines.Select((_, index) => new ChipLineAddress(chip.Id, index)))];
        return new BusPlan(name, [.. _random.GetItems(all, _random.Next(1, 5)).Distinct()]);
    }

    private string[] Some(params string[] ids) => [.. ids.Where(_ => _random.Next(4) > 0)];

    private ChipPlan Chip(string id) => new(id, SimPlan.Instance,
        [.. Enumerable.Range(0, _random.Next(1, 5)).Select(offset => Plans.Line(offset, $"L{offset}") with
        {
            Bias = _random.Next(3) == 0 ? Bias.PullUp : Bias.PullDown,
            ActiveLow = _random.Next(4) == 0,
            Initial = _random.Next(4) == 0 ? InitialState.High : InitialState.AsIs,
        })]);

    private GuestPlan Guest(string id, ChipPlan[] chips) =>
        new(id, Path.Combine(folder, $"{id}.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite, SocketGroup: null,
            _random.Next(4) == 0 ? EarlyUnmask.Hold : EarlyUnmask.Return, _random.Next(4) == 0 ? TimeSpan.FromSeconds(5) : null,
            [.. Enumerable.Range(0, _random.Next(1, 5)).Select(line => Slot(line, chips))]);

    private GuestLinePlan Slot(int line, ChipPlan[] chips)
    {
        ChipLineAddress? from = null;
        if (chips.Length > 0 && _random.Next(4) > 0)
        {
            var chip = chips[_random.Next(chips.Length)];
            from = new ChipLineAddress(chip.Id, _random.Next(chip.Lines.Length));
        }

        return new GuestLinePlan(line, _random.Next(8) == 0 ? $"OTHER{line}" : $"LINE{line}", from, (LineAccess)_random.Next(3),
            (OnRelease)_random.Next(4));
    }
}
