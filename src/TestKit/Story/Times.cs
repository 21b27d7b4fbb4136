namespace GpioHub.TestKit;

/// <summary>Times as a scenario writes them: <c>2.Milliseconds()</c>.</summary>
public static class Times
{
    public static TimeSpan Microseconds(this int count) => TimeSpan.FromMicroseconds((double)count);

    public static TimeSpan Milliseconds(this int count) => TimeSpan.FromMilliseconds((double)count);

    /// <param name="count">Down to 0.0001: time has steps of 100 ns.</param>
    public static TimeSpan Milliseconds(this double count) => TimeSpan.FromMilliseconds(count);

    public static TimeSpan Seconds(this int count) => TimeSpan.FromSeconds((double)count);

    /// <summary>A time as failures show it: milliseconds, without needless zeros.</summary>
    internal static string InMs(this TimeSpan time) =>
        time.TotalMilliseconds.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
