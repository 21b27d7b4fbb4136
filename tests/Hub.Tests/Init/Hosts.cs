using System.Collections.Immutable;
using GpioHub.Hub.Commands.Init;

namespace GpioHub.Hub.Tests.Init;

/// <summary>Hosts as a test makes them up.</summary>
internal static class Hosts
{
    /// <summary>No chip, no virtual machine, no QEMU.</summary>
    public static readonly HostFacts Bare = new([], [], null, null);

    /// <param name="lines">Names by offset; behind one, <c>!</c> and who uses it.</param>
    public static FoundChip Chip(string path, string label, params string[] lines) =>
        new(path, label, null, [.. lines.Select((line, offset) => Line(offset, line.Split('!')))]);

    public static HostFacts With(params FoundChip[] chips) => Bare with { Chips = [.. chips] };

    /// <summary>Labels, names of lines and of machines of which each is hostile in its own way, made from a seed.</summary>
    public static HostFacts Hostile(Random random) => Bare with
    {
        Chips = [.. Enumerable.Range(0, random.Next(4)).Select(number => HostileChip(number, random))],
        Machines = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Text(random)).Where(name => name.Length > 0).Distinct()],
        Group = random.Next(2) == 0 ? null : new FoundGroup("kvm", random.Next(2) == 0 ? null : Text(random)),
    };

    private static FoundChip HostileChip(int number, Random random)
    {
        string? place = random.Next(3) == 0 ? null : $"/devices/{Text(random).Replace('/', '_')}/{random.Next(2)}/gpiochip{number}";
        ImmutableArray<FoundLine> lines = [.. Enumerable.Range(0, random.Next(6))
            .Select(offset => new FoundLine(offset, Text(random), random.Next(3) == 0, Text(random)))];
        string? label = random.Next(6) == 0 ? null : Text(random);
        return new FoundChip($"/dev/gpiochip{number}", label, place, lines, label is null ? Text(random) : null);
    }

    /// <summary>Up to 31 bytes as the kernel may have them, read as the hub reads them.</summary>
    private static string Text(Random random)
    {
        string[] known =
        [
            "", "on", "null", "~", "0", "12", "0x1f", "1e3", "- a", "a: b", "a #b", "#b", "{n}", "{1..9}", "{{", "[x", "*", "&a", "!!str x",
            "%YAML", "'", "\"", "\\", "\\u0041", "\t", "a\nb", "\n---\n", "\r", "\u0085", "\u2028", "\ufeff", "\u202e", "Tür", "线",
            "\U0001F600", "a/b", "a:b", "../..", "control", "view", "bench", "gpio", "gpio", "GPIO", "=", "? x", "|", ">", "@x", "`",
            " lead", "trail ", "\x7f", "\u0001", "*?[]",
        ];
        if (random.Next(2) == 0) return known[random.Next(known.Length)];
        var bytes = new byte[random.Next(1, 32)];
        random.NextBytes(bytes);
        return System.Text.Encoding.UTF8.GetString(bytes).Replace("\0", "", StringComparison.Ordinal);
    }

    private static FoundLine Line(int offset, string[] words) => new(offset, words[0], words.Length > 1, words.Length > 1 ? words[1] : "");
}
