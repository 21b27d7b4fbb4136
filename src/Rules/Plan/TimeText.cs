using System.Globalization;

namespace GpioHub.Rules.Plan;

/// <summary>Times as users write them. Source: IF-1.4.</summary>
public static class TimeText
{
    /// <summary>A time in the largest of <c>m s ms us</c> that leaves no fraction; a part below 1 µs is cut off.</summary>
    /// <param name="time">0 or more.</param>
    public static string Of(TimeSpan time)
    {
        (long Ticks, string Word)[] units =
        [
            (TimeSpan.TicksPerMinute, "m"), (TimeSpan.TicksPerSecond, "s"), (TimeSpan.TicksPerMillisecond, "ms"),
        ];
        if (time == TimeSpan.Zero) return "0";
        foreach (var (ticks, word) in units)
            if (time.Ticks % ticks == 0) return string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / ticks}{word}");
        return string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / TimeSpan.TicksPerMicrosecond}us");
    }
}
