using System.Globalization;

namespace GpioHub.Bench.Statistics;

/// <summary>CPU time of a process: all its threads that live now.</summary>
internal readonly record struct CpuTime(double Seconds)
{
    public static CpuTime operator -(CpuTime later, CpuTime earlier) => new(later.Seconds - earlier.Seconds);

    /// <summary>Time on a CPU from one thread's <c>schedstat</c>: its first word, nanoseconds. Source: Linux Documentation/scheduler/sched-stats.rst.</summary>
    public static long ParseSchedStat(string text)
    {
        int end = text.IndexOf(' ', StringComparison.Ordinal);
        return long.Parse(end < 0 ? text : text[..end], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }

    /// <summary>The sum over the threads of a process; a thread that ends while it is being read is left out.</summary>
    public static CpuTime Of(int pid)
    {
        long ns = 0;
        foreach (string thread in Directory.GetDirectories($"/proc/{pid}/task"))
        {
            try
            {
                ns += ParseSchedStat(File.ReadAllText($"{thread}/schedstat"));
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return new CpuTime(ns / 1e9);
    }
}
