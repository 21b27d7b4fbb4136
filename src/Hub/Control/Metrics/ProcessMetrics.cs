using System.Diagnostics;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Control.Metrics;

/// <summary>The metrics that Prometheus wants of every process, by the names that its own clients give them.</summary>
internal static class ProcessMetrics
{
    private static readonly double StartedAt = Started();

    public static void Write(MetricsText text)
    {
        text.Counter("process_cpu_seconds_total", "Time of the CPU that the process has used, user and system.");
        text.Sample(Environment.CpuUsage.TotalTime.TotalSeconds);
        text.Gauge("process_resident_memory_bytes", "Resident memory.");
        text.Sample(Environment.WorkingSet);
        text.Gauge("process_start_time_seconds", "When the process started, since 1970.");
        text.Sample(StartedAt);
        if (OpenFiles.Count() is { } open)
        {
            text.Gauge("process_open_fds", "Descriptors that are open.");
            text.Sample(open);
        }

        text.Gauge("process_max_fds", "Descriptors that may be open.");
        text.Sample(OpenFiles.Limit);
    }

    private static double Started()
    {
        using var self = Process.GetCurrentProcess();
        return new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;
    }
}
