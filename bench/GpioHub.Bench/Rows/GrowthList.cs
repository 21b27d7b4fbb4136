using GpioHub.Bench.Processes;

namespace GpioHub.Bench.Rows;

/// <summary>The series of the group <c>growth</c>.</summary>
internal static class GrowthList
{
    private const int LinesPerGuest = 8;

    private static readonly int[] Lines = [1, 16, 64, 256, 1024, 4096];
    private static readonly int[] Guests = [1, 4, 16, 64, 200];
    private static readonly int[] Drivers = [1, 4, 16, 64];
    private static readonly int[] OnNet = [0, 1, 2, 4, 8];          // FaultRules.MostPerNet
    private static readonly int[] OnChip = [0, 2, 8, 16, 32];       // FaultRules.MostPerChip
    private static readonly int[] Readers = [0, 1, 2, 8, 32];
    private static readonly int[] Reactors = [1, 2];

    private static readonly ScaleRig Few = new(Guests: 1, LinesPerGuest);
    private static readonly ScaleRig Split = new(Guests: 16, LinesPerGuest) { Halves = true };
    private static readonly Cost[] RoundTrip = [new(Metric.P50, 0), new(Metric.Cpu, 0)];

    public static IReadOnlyList<Series> All { get; } =
    [
        new("GET_VALUE, a guest's lines", "lines", Lines, n => new ScaleRig(1, n), n => ["roundtrip", "guest=g0", $"lines={n}"], RoundTrip),
        new("stream of 64, a guest's lines", "lines", Lines, n => new ScaleRig(1, n), n => ["stream", "outstanding=64", $"lines={n}"],
            new Cost(Metric.Cpu, 0)),
        BesideIdle("GET_VALUE beside idle guests"),
        BesideIdle("the same, the hub looks") with { Where = Placement.TwoCpusSleeping },
        new("GET_VALUE of all guests", "guests", Guests, Many, n => ["guests", $"guests={n}"], new Cost(Metric.Cpu, 0)),
        new("one edge to all its watchers", "watchers", Guests, Many, n => ["fanout", $"guests={n}"],
            new Cost(Metric.P50, 1), new Cost(Metric.Cpu, 0)),
        new("SET_VALUE, wired-or", "drivers", Drivers, n => new ScaleRig(n, Lines: 1) { Shared = true },
            n => ["roundtrip", $"guest=g{n - 1}", "set=1"], new Cost(Metric.P50, 1), new Cost(Metric.Cpu, 1))
        {
            Company = n => n == 1 ? [] : ["idle", $"guests={n - 1}", "drive=1"],
        },
        Faults("GET_VALUE", "on its net", OnNet, OfNet, exponent: 1, "guest=g0"),
        Faults("SET_VALUE", "on its net", OnNet, OfNet, exponent: 1, "guest=drive", "set=1"),
        Faults("GET_VALUE", "on others", OnChip, OfOthers, exponent: 0, "guest=g0"),
        Faults("SET_VALUE", "on others", OnChip, OfOthers, exponent: 0, "guest=drive", "set=1"),
        new("edges to readers of events", "readers", Readers, _ => Few, n => ["events", $"readers={n}"], new Cost(Metric.Cpu, 1)),
        OnReactors("GET_VALUE of 16 guests", "guests", "guests=16") with
        {
            Costs = [new Cost(Metric.Cpu, 0), new Cost(Metric.Thousands, null)],
        },
        OnReactors("SET_VALUE that crosses", "roundtrip", "guest=drive", "set=1"),
        OnReactors("interrupt that crosses", "interrupt"),
    ];

    private static ScaleRig Many(int guests) => new(guests, LinesPerGuest);

    private static IEnumerable<string> OfNet(int faults) => Enumerable.Repeat("bench/0", faults);

    private static IEnumerable<string> OfOthers(int faults) =>
        Enumerable.Range(0, faults).Select(n => $"bench/{1 + n % (LinesPerGuest - 1)}");

    private static Series BesideIdle(string name) =>
        new(name, "guests", Guests, Many, n => ["roundtrip", $"guest=g{n - 1}"], RoundTrip)
        {
            Company = n => n == 1 ? [] : ["idle", $"guests={n - 1}"],
        };

    private static Series Faults(string request, string where, int[] sizes, Func<int, IEnumerable<string>> lines, int exponent,
        params string[] arguments) =>
        new($"{request}, faults {where}", "faults", sizes, _ => Few, _ => ["roundtrip", .. arguments],
            new Cost(Metric.P50, exponent), new Cost(Metric.Cpu, exponent))
        {
            Faults = lines,
        };

    // With as many reactors as CPUs the hub does not look around: so it does not with one either.
    private static Series OnReactors(string name, params string[] work) =>
        new(name, "reactors", Reactors, _ => Split, _ => work, new Cost(Metric.P50, 1), new Cost(Metric.Cpu, 1))
        {
            Where = Placement.Free,
            Settings = n => [$"reactors: {n}", "poll: off"],
        };
}
