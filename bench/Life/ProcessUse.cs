using System.Globalization;

namespace GpioHub.Bench.Life;

/// <summary>The resources that a process uses. Source: Linux Documentation/filesystems/proc.rst.</summary>
/// <param name="RssKb">Resident, kB of 1024 bytes; includes the guests' RAM that was touched.</param>
/// <param name="AnonymousKb">Of that, the process's own: heaps and stacks.</param>
/// <param name="Handles">Open descriptors.</param>
/// <param name="CpuSeconds">On a CPU since its start.</param>
internal readonly record struct ProcessUse(long RssKb, long AnonymousKb, int Threads, int Handles, double CpuSeconds)
{
    public static ProcessUse Of(int pid)
    {
        string[] status = File.ReadAllLines($"/proc/{pid}/status");
        long Field(string name) => long.Parse(
            status.First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Replace("kB", "").Trim(),
            CultureInfo.InvariantCulture);
        const int Utime = 11, Stime = 12, TicksPerSecond = 100;     // words after the name, which may hold blanks
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessUse(
            Field("VmRSS"),
            Field("RssAnon"),
            (int)Field("Threads"),
            Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length,
            (double)(long.Parse(words[Utime], CultureInfo.InvariantCulture) + long.Parse(words[Stime], CultureInfo.InvariantCulture))
                / TicksPerSecond);
    }
}
