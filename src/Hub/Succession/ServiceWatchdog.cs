using System.Globalization;

namespace GpioHub.Hub.Succession;

/// <summary>What a service manager says of its watchdog (WatchdogSec=, sd_watchdog_enabled(3)).</summary>
internal static class ServiceWatchdog
{
    /// <returns>How long this process may say nothing; 0 = for ever.</returns>
    public static long Ns(Func<string, string?> variable)
    {
        if (variable("WATCHDOG_PID") is { } meant
            && meant != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) return 0;
        return long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long us) ? us * 1000 : 0;
    }
}
