using System.Globalization;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>The processes of a hub that is kept, as /proc shows them: the keeper, the hub that serves, and whoever stands by.</summary>
/// <param name="root">Pid of <c>gpiohub run</c>.</param>
/// <param name="isManager">It is that of a service manager, or of what has started one: <c>gpiohub run</c> is below it.</param>
internal sealed class HubProcesses(int root, bool isManager = false)
{
    /// <summary>As a mapping and as a descriptor in /proc.</summary>
    private const string Record = "memfd:gpiohub-record";

    /// <summary>Where in the record the number of processes is that have served the rig, bytes (RecordLayout).</summary>
    private const int EpochAt = 7 * sizeof(ulong);

    /// <summary>Pid of the keeper; 0 = there is none at this moment.</summary>
    public int Keeper() => isManager ? Below([root]).FirstOrDefault(IsHub) : root;

    /// <summary>Pids of the keeper's children: the hub that serves, one that stands by, one that begins.</summary>
    public IReadOnlyList<int> Children() => Keeper() is > 0 and var keeper ? ChildrenOf(keeper) : [];

    /// <summary>Kills processes in this order, and waits until all have ended.</summary>
    public static Task KillAsync(params int[] pids)
    {
        foreach (int pid in pids)
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(pid);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has ended before.
            }
        }

        return EndedAsync(pids);
    }

    public static Task<bool> EndedAsync(params int[] pids) => Patience.UntilAsync(
        () => Task.FromResult(pids.All(HasEnded)), ended => ended, _ => $"{string.Join(' ', pids)} have not ended");

    /// <summary>Level by level: a keeper comes before its hub.</summary>
    private static IEnumerable<int> Below(int[] parents)
    {
        int[] children = [.. parents.SelectMany(ChildrenOf)];
        return children.Length == 0 ? [] : children.Concat(Below(children));
    }

    private static bool IsHub(int pid) => Text(pid, "cmdline").Split('\0') is { Length: > 1 } words
        && Path.GetFileName(words[0]) == Path.GetFileName(Repository.Hub) && words[1] == "run";

    private static int[] ChildrenOf(int parent) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid != 0 && ParentOf(pid) == parent)];

    /// <summary>Pid of the hub that serves: it has the record before it; null = there is none at this moment.</summary>
    public int? Serving()
    {
        foreach (int child in Children())
            if (Text(child, "maps").Contains(Record, StringComparison.Ordinal)) return child;
        return null;
    }

    /// <summary>Processes that have served the rig so far, by the record that the keeper holds; 0 = it holds none.</summary>
    public ulong Epoch()
    {
        if (RecordPath() is not { } path) return 0;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = EpochAt;
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        file.ReadExactly(word);
        return BitConverter.ToUInt64(word);
    }

    /// <summary>The record, as a path through the keeper's descriptor; null = it holds none.</summary>
    public string? RecordPath() => Descriptors(Keeper()).FirstOrDefault(d => d.Target.Contains(Record, StringComparison.Ordinal)).Path;

    /// <summary>What a process has open: the path of each in /proc, and what it is.</summary>
    public static IReadOnlyList<(string Path, string Target)> Descriptors(int pid)
    {
        try
        {
            return [.. new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos().Select(fd => (fd.FullName, fd.LinkTarget ?? ""))];
        }
        catch (IOException)
        {
            return [];                                                     // it has ended
        }
    }

    /// <summary>Whether a process has ended, or is only waited for.</summary>
    public static bool HasEnded(int pid) => Stat(pid) is not { } stat || stat[0] is "Z" or "X";

    /// <summary>Memory that would be free if the process ended, KiB.</summary>
    public static long PrivateKib(int pid) => Text(pid, "smaps_rollup").Split('\n')
        .Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));

    /// <summary>Heaps of arenas that <c>malloc</c> has made for threads: 64 MiB of addresses each, the first of them in use.</summary>
    public static int ThreadHeaps(int pid)
    {
        const long Heap = 64 << 20;
        var mappings = Text(pid, "maps").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split([' ', '-'], 4))
            .Select(word => (From: Address(word[0]), To: Address(word[1]), May: word[2]))
            .ToArray();
        return mappings.Zip(mappings.Skip(1))
            .Count(pair => pair.First.From % Heap == 0 && pair.First.May.StartsWith("rw", StringComparison.Ordinal)
                && pair.Second.From == pair.First.To && pair.Second.To == pair.First.From + Heap);

        static long Address(string word) => long.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static int ParentOf(int pid) => Stat(pid) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : 0;

    /// <summary>What follows the name in /proc/PID/stat: state, parent, …; null = there is no such process.</summary>
    private static string[]? Stat(int pid)
    {
        string text = Text(pid, "stat");
        int end = text.LastIndexOf(')');
        return end < 0 ? null : text[(end + 2)..].Split(' ');
    }

    private static string Text(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";                                                     // it has ended
        }
    }
}
