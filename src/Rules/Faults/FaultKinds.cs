using System.Collections.Immutable;
using static GpioHub.Rules.Faults.FaultRules;

namespace GpioHub.Rules.Faults;

/// <summary>Every kind of fault, a row each. Command line, control API and rules take what they know of a kind from here.</summary>
public static class FaultKinds
{
    /// <summary>First the faults of lines.</summary>
    public static ImmutableArray<FaultKindInfo> All { get; } =
    [
        new(FaultKind.Stuck0, "stuck-0") { Machine = (_, _) => new StuckFault(false) },
        new(FaultKind.Stuck1, "stuck-1") { Machine = (_, _) => new StuckFault(true) },
        new(FaultKind.Open, "open") { Machine = (_, pull) => new StuckFault(pull) },
        new(FaultKind.Invert, "invert") { Machine = (_, _) => new InvertFault() },
        new(FaultKind.Bounce, "bounce")
        {
            Values =
            [
                new(FaultValueName.Count, "bounces after each edge") { Most = MostBounces },
                new(FaultValueName.Period, "of one bounce") { Shortest = ShortestBounce },
                new(FaultValueName.Seed, "of its random instants") { IsNeeded = _ => false },
            ],
            Completed = (order, number) => order with { Seed = order.Seed ?? (uint)number },
            Machine = (order, _) => new BounceFault(order.Count!.Value, Ns(order.Period), order.Seed!.Value),
        },
        new(FaultKind.Glitch, "glitch")
        {
            Values =
            [
                new(FaultValueName.Count, "how many") { Most = MostCount, IsNeeded = _ => false },
                new(FaultValueName.Period, "from one to the next") { Shortest = ShortestPeriod, IsNeeded = order => order.Count > 1 },
                new(FaultValueName.Width, "how long") { Shortest = ShortestTime },
            ],
            Clash = order => order.Period <= order.Width ? "the period of a glitch must be longer than its width" : null,
            Completed = (order, _) => order with { Count = order.Count ?? 1 },
            Machine = (order, _) => new GlitchFault(order.Count!.Value, Ns(order.Period), Ns(order.Width)),
        },
        new(FaultKind.Delay, "delay")
        {
            Values = [new(FaultValueName.Delay, "how much later") { Shortest = ShortestTime }],
            Machine = (order, _) => new DelayFault(Ns(order.Delay)),
        },
        new(FaultKind.Drop, "drop")
        {
            Values = [new(FaultValueName.Count, "edges") { Most = MostCount }],
            Machine = (order, _) => new DropFault(order.Count!.Value),
        },
        new(FaultKind.Error, "error"),
        new(FaultKind.Hang, "hang"),
    ];

    public static FaultKindInfo Of(FaultKind kind) => All.First(known => known.Kind == kind);

    private static long Ns(TimeSpan? time) => (time?.Ticks ?? 0) * TimeSpan.NanosecondsPerTick;
}
