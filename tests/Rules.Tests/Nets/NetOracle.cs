using GpioHub.Rules.Plan;

namespace GpioHub.Rules.Tests.Nets;

/// <summary>A driver of a net, as the rules speak of it.</summary>
/// <param name="Level">Logical.</param>
/// <param name="IsIdle">What <c>onRelease</c> left behind; else a guest that is OUT, or the stimulus.</param>
/// <param name="Number">Of its last write.</param>
internal readonly record struct NetDriver(bool Level, bool IsIdle, int Number);

/// <summary>The level that a net must have, made from the words of IF-1.7, IF-1.8, IF-1.11 and IF-1.12 and not from the code: a list of
/// drivers, and a table.</summary>
internal static class NetOracle
{
    public static bool Level(ChipLinePlan line, IReadOnlyCollection<NetDriver> drivers, bool? hardware)
    {
        NetDriver[] reaching = [.. drivers.Where(driver => Reaches(line, driver.Level))];
        NetDriver[] strongest = [.. reaching.Where(driver => driver.IsIdle == reaching.All(each => each.IsIdle))];
        if (strongest.Length == 0) return hardware ?? Logical(line, line.Bias == Bias.PullUp);
        if (line.Resolve == ResolveRule.LastWriter) return strongest.MaxBy(driver => driver.Number).Level;
        return (strongest.Any(driver => !driver.Level), strongest.Any(driver => driver.Level), line.Resolve) switch
        {
            (true, false, _) => false,
            (false, true, _) => true,
            (_, _, ResolveRule.WiredOr) => true,
            (_, _, ResolveRule.WiredAnd) => false,
            _ => false,                                                    // exclusive: idle drives only, or there would be a second driver
        };
    }

    /// <summary>Open drain: only an electrical 0 is driven; open source: only an electrical 1.</summary>
    private static bool Reaches(ChipLinePlan line, bool logical) => (line.Drive, Electrical(line, logical)) switch
    {
        (DriveKind.OpenDrain, true) or (DriveKind.OpenSource, false) => false,
        _ => true,
    };

    private static bool Electrical(ChipLinePlan line, bool logical) => line.ActiveLow ? !logical : logical;

    private static bool Logical(ChipLinePlan line, bool electrical) => line.ActiveLow ? !electrical : electrical;
}
