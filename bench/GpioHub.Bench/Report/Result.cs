using System.Globalization;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Report;

/// <summary>One number of the table.</summary>
/// <param name="Row">What was measured.</param>
/// <param name="Where">Placement.</param>
/// <param name="Metric">Which number of it, with its unit.</param>
/// <param name="Hub">Over the repetitions.</param>
internal sealed record Result(string Row, string Where, string Metric, Spread Hub)
{
    /// <summary>Repetitions that lie further apart than this share of their median are not to be quoted.</summary>
    private const double FarApart = 0.25;

    /// <summary>Two bare processes; null = this number has no floor.</summary>
    public Beside? Floor { get; init; }

    /// <summary>The bare back-end in C (bench/limit) that sleeps as soon as its rings are empty; null = not measured.</summary>
    public Beside? Sleeps { get; init; }

    /// <summary>The same that looks at its rings for a while before it sleeps.</summary>
    public Beside? Looks { get; init; }

    /// <summary>Another build of the hub, or another back-end.</summary>
    public Beside? Other { get; init; }

    /// <summary>Which of the two variants of the limit a target is held against.</summary>
    public Limit Limit { get; init; }

    /// <summary>The target; null: a number without one.</summary>
    public Target? Target { get; init; }

    public string? Verdict => Target is not { } target ? null : Judged(target.Of) is { } judged ? target.Verdict(judged) : "no limit";

    /// <summary>The number is an exponent: near 0 it has no share of itself to be apart by, and is far apart at this distance.</summary>
    public bool IsExponent { get; init; }

    /// <summary>What of this row has repetitions too far apart to be quoted, with the distance of the least from the most; null =
    /// nothing.</summary>
    public string? Apart
    {
        get
        {
            if (IsExponent)
            {
                double distance = Hub.Most - Hub.Least;
                return distance > FarApart ? string.Create(CultureInfo.InvariantCulture, $"apart: {distance:0.00}") : null;
            }

            (string, Spread?)[] parts =
            [
                ("hub", Hub), ("/ floor", Floor?.Ratio), ("/ sleeps", Sleeps?.Ratio), ("/ looks", Looks?.Ratio), ("/ other", Other?.Ratio),
            ];
            string[] far = [.. parts.Where(part => part.Item2?.Apart > FarApart)
                .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1} {part.Item2!.Value.Apart * 100:0} %"))];
            return far.Length == 0 ? null : $"apart: {string.Join(", ", far)}";
        }
    }

    private double? Judged(Measure of) => of switch
    {
        Measure.Floor => Floor?.Ratio.Median,
        Measure.Limit => (Limit == Limit.Sleeps ? Sleeps : Looks)?.Ratio.Median,
        _ => Hub.Median,
    };
}
