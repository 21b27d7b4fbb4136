using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Report;

/// <summary>One number of the table.</summary>
/// <param name="Row">What was measured.</param>
/// <param name="Where">Placement.</param>
/// <param name="Metric">Which number of it, with its unit.</param>
/// <param name="Hub">Median over the repetitions.</param>
internal sealed record Result(string Row, string Where, string Metric, Spread Hub)
{
    /// <summary>Median of the floor's own repetitions; null = this number has no floor.</summary>
    public double? Floor { get; init; }

    /// <summary>Of the hub to the floor around it, repetition by repetition.</summary>
    public Spread? Ratio { get; init; }

    /// <summary>The target; null: a number without one.</summary>
    public Target? Target { get; init; }

    /// <summary>The number of vhost-device-gpio on the machine on which the targets were set, as text.</summary>
    public string Peer { get; init; } = "";

    public string? Verdict => Target?.Verdict(Target.OfFloor ? Ratio!.Value.Median : Hub.Median);
}
