using System.Globalization;

namespace GpioHub.Bench.Report;

/// <summary>A bound that a number must keep.</summary>
/// <param name="Bound">In the number's unit, or as a multiple of <paramref name="Of"/>.</param>
/// <param name="AtMost">False: at least.</param>
/// <param name="Of">What counts: the number, or its ratio to that.</param>
internal sealed record Target(double Bound, bool AtMost, Measure Of)
{
    public static Target Max(double bound) => new(bound, AtMost: true, Measure.Unit);

    public static Target Min(double bound) => new(bound, AtMost: false, Measure.Unit);

    /// <summary>At most this multiple of the floor.</summary>
    public static Target Ratio(double bound) => new(bound, AtMost: true, Measure.Floor);

    /// <summary>At least this multiple of the floor.</summary>
    public static Target MinRatio(double bound) => new(bound, AtMost: false, Measure.Floor);

    /// <summary>At most this multiple of what the bare back-end takes.</summary>
    public static Target MaxOfLimit(double bound) => new(bound, AtMost: true, Measure.Limit);

    /// <summary>At least this share of what the bare back-end does.</summary>
    public static Target MinOfLimit(double bound) => new(bound, AtMost: false, Measure.Limit);

    /// <summary>"met", or by which part of the bound it was missed.</summary>
    /// <param name="value">The number, or its ratio to what <see cref="Of"/> says.</param>
    public string Verdict(double value)
    {
        double missed = AtMost ? value / Bound - 1 : 1 - value / Bound;
        return missed <= 0 ? "met" : string.Create(CultureInfo.InvariantCulture, $"missed by {Math.Max(1, Math.Round(missed * 100)):0} %");
    }

    public override string ToString()
    {
        string of = Of switch { Measure.Floor => " × floor", Measure.Limit => " × limit", _ => "" };
        return string.Create(CultureInfo.InvariantCulture, $"{(AtMost ? "≤" : "≥")} {Bound:0.##}{of}");
    }
}
