using System.Globalization;

namespace GpioHub.Bench.Statistics;

/// <summary>What new processes may use without anything being swapped out. Source: Linux Documentation/filesystems/proc.rst,
/// <c>meminfo</c>.</summary>
internal static class FreeMemory
{
    public static long Mb => Parse(File.ReadLines("/proc/meminfo")) / 1024;

    /// <returns>kB of 1024 bytes.</returns>
    public static long Parse(IEnumerable<string> meminfo)
    {
        const string Name = "MemAvailable:";
        string line = meminfo.FirstOrDefault(each => each.StartsWith(Name, StringComparison.Ordinal))
            ?? throw new FormatException($"/proc/meminfo without {Name}");
        return long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
