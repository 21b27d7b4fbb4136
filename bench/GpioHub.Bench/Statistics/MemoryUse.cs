using System.Globalization;

namespace GpioHub.Bench.Statistics;

/// <summary>The size of a process, from /proc. Source: Linux Documentation/filesystems/proc.rst, <c>status</c> and
/// <c>smaps_rollup</c>.</summary>
/// <param name="RssKb">Resident, kB of 1024 bytes; includes the guests' memory that was touched.</param>
/// <param name="AnonymousKb">Of that, the process's own: heaps and stacks.</param>
/// <param name="SharedKb">Of that, shared memory: the guests' RAM.</param>
/// <param name="PssKb">Resident, with shared pages divided by their users.</param>
internal sealed record MemoryUse(long RssKb, long AnonymousKb, long SharedKb, long PssKb, int Threads)
{
    public static MemoryUse Of(int pid) => Parse(File.ReadAllText($"/proc/{pid}/status"), File.ReadAllText($"/proc/{pid}/smaps_rollup"));

    public static MemoryUse Parse(string status, string rollup) => new(
        Field(status, "VmRSS"), Field(status, "RssAnon"), Field(status, "RssShmem"), Field(rollup, "Pss"), (int)Field(status, "Threads"));

    private static long Field(string text, string name)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length == name.Length || line[name.Length] != ':') continue;
            ReadOnlySpan<char> value = line[(name.Length + 1)..].Trim();
            int end = value.IndexOf(' ');
            return long.Parse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture);
        }

        throw new FormatException($"no {name} among {text.Length} characters of /proc");
    }
}
