using System.Globalization;

namespace GpioHub.Bench.Report;

/// <summary>A limit that a number must meet.</summary>
/// <param name="Limit">In the number's unit, or as a multiple of the floor.</param>
/// <param name="AtMost">False: at least.</param>
/// <param name="OfFloor">The ratio to the floor counts, not the number.</param>
internal sealed record Target(double Limit, bool AtMost, bool OfFloor)
{
    public static Target Max(double limit) => new(limit, AtMost: true, OfFloor: false);

    public static Target Min(double limit) => new(limit, AtMost: false, OfFloor: false);

    /// <summary>At most this multiple of the floor.</summary>
    public static Target Ratio(double limit) => new(limit, AtMost: true, OfFloor: true);

    /// <summary>"met", or by which part of the limit it was missed.</summary>
    /// <param name="value">The number, or its ratio to the floor if <see cref="OfFloor"/>.</param>
    public string Verdict(double value)
    {
        double missed = AtMost ? value / Limit - 1 : 1 - value / Limit;
        return missed <= 0 ? "met" : string.Create(CultureInfo.InvariantCulture, $"missed by {Math.Max(1, Math.Round(missed * 100)):0} %");
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(AtMost ? "≤" : "≥")} {Limit:0.##}{(OfFloor ? " × floor" : "")}");
}
