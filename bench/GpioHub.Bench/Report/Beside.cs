using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Report;

/// <summary>What the hub was compared with: the same number of another, measured in turns with it.</summary>
/// <param name="Own">Over its own repetitions.</param>
/// <param name="Ratio">Of the hub to it, repetition by repetition.</param>
internal readonly record struct Beside(Spread Own, Spread Ratio)
{
    /// <param name="around">One more than <paramref name="measured"/>: before, between and after them.</param>
    /// <param name="measured">The hub's.</param>
    public static Beside Of(IReadOnlyList<double> around, IReadOnlyList<double> measured) =>
        new(Spread.Of(around), Spread.OfRatios(around, measured));
}
