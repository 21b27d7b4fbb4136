using System.Globalization;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>What <c>gpiohub replay</c> says.</summary>
internal static class ReplayText
{
    /// <summary><c>played 12,034 edges, late p50 40 us p99 1.2 ms max 3.1 ms</c>.</summary>
    public static string Result(ReplayDocument replay)
    {
        string what = replay.State == "played" ? "played" : "ended after";
        string late = replay.Late is { } by ? $", late p50 {Short(by.P50Ns)} p99 {Short(by.P99Ns)} max {Short(by.MaxNs)}" : "";
        string unknown = replay.UnknownNs == "0" ? "" : $"; unknown in the file for {Short(replay.UnknownNs)}: levels kept";
        return string.Create(CultureInfo.InvariantCulture, $"{what} {replay.Played:N0} edges{late}{unknown}");
    }

    public static string Plan(ReplayDocument plan)
    {
        string loops = plan.Loops switch { 1 => "", 0 => ", until ended", var times => $", {times} times" };
        return string.Create(CultureInfo.InvariantCulture, $"would play {plan.Edges:N0} edges in {Short(plan.LengthNs)}{loops}, onto");
    }

    /// <summary>Written over the line before.</summary>
    public static string Progress(ReplayDocument replay)
    {
        double share = replay.Loops == 0 ? 0 : (double)replay.Played / Math.Max(1, replay.Edges * replay.Loops);
        string of = replay.Loops == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({share:P0})");
        return string.Create(CultureInfo.InvariantCulture, $"\r\e[Kplaying: {replay.Played:N0} edges{of}");
    }

    /// <summary>A time in the unit that leaves a short number.</summary>
    public static string Short(string ns)
    {
        double time = double.Parse(ns, CultureInfo.InvariantCulture);
        return time switch
        {
            < 1e3 => Written(time, "0", "ns"),
            < 1e6 => Written(time / 1e3, "0", "us"),
            < 1e9 => Written(time / 1e6, "0.#", "ms"),
            _ => Written(time / 1e9, "0.#", "s"),
        };
    }

    private static string Written(double time, string form, string unit) => $"{time.ToString(form, CultureInfo.InvariantCulture)} {unit}";
}
