using System.Globalization;

namespace GpioHub.Bench.Statistics;

/// <summary>How busy all CPUs of the machine were since its boot, by any process, including time that the host took away (steal). Source:
/// Linux Documentation/filesystems/proc.rst, <c>stat</c>.</summary>
/// <param name="Busy">Ticks.</param>
/// <param name="All">Ticks.</param>
internal readonly record struct CpuLoad(long Busy, long All)
{
    private const int Idle = 3, IoWait = 4, Steal = 7;

    public static CpuLoad Now => Parse(File.ReadAllText("/proc/stat"));

    /// <param name="stat">Its first line sums up all CPUs: user nice system idle iowait irq softirq steal, and guest times that user
    /// and nice contain already.</param>
    public static CpuLoad Parse(string stat)
    {
        string[] words = stat[..stat.IndexOf('\n', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] != "cpu" || words.Length <= Steal + 1)
            throw new FormatException($"/proc/stat begins with \"{string.Join(' ', words)}\"");
        long[] ticks = [.. words[1..(Steal + 2)].Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        long all = ticks.Sum();
        return new CpuLoad(all - ticks[Idle] - ticks[IoWait], all);
    }

    /// <summary>Share of the time since then, 0 .. 1.</summary>
    public double Since(CpuLoad earlier) => All == earlier.All ? 0 : (double)(Busy - earlier.Busy) / (All - earlier.All);
}
