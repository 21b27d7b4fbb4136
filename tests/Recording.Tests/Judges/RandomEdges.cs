using System.Globalization;
using GpioHub.Recording.Tests.Support;
using GpioHub.Recording.Vcd;

namespace GpioHub.Recording.Tests.Judges;

/// <summary>Edges of chance on many lines, and the file that a recorder makes of them.</summary>
/// <param name="seed">Whoever has the seed has the edges.</param>
internal sealed class RandomEdges(int seed, int count, int lines, int longestGapNs)
{
    public VcdSources Sources { get; } = new(
        [.. Enumerable.Range(0, lines).Select(i => new VcdNet(i % 2 == 0 ? "bench" : "doors", i % 3 == 0 ? $"L {i}" : $"L{i}"))],
        [.. Enumerable.Range(0, lines).Select(i => new VcdGuestLine($"ecu-{i % 4}", $"L{i}", i))],
        [new VcdBus("GEAR", [0, 1, 2, 3])]);

    /// <summary>Each edge: ns, line, level.</summary>
    public IEnumerable<(long Ns, int Line, bool Level)> Edges()
    {
        var random = new Random(seed);
        bool[] levels = new bool[lines];
        long ns = 0;
        for (int i = 0; i < count; i++)
        {
            ns += random.Next(longestGapNs + 1);                   // 0: several at once
            int line = random.Next(lines);
            levels[line] ^= true;
            yield return (ns, line, levels[line]);
        }
    }

    public byte[] File(bool flat = false) => Written.Bytes(Sources, writer =>
    {
        foreach (var (ns, line, level) in Edges())
        {
            writer.Change(ns, line, VcdLevels.Of(level));
            if (level) writer.Interrupt(ns, line);
        }
        writer.Reach(Edges().Last().Ns + 1);                       // sigrok shows a level only if it lasts
    }, flat: flat);

    /// <summary>The path of a line in the file.</summary>
    public string PathOf(int line) => $"gpiohub.{Sources.Nets[line].Chip}.{Sources.Nets[line].Line.Replace(' ', '_')}";

    /// <summary>Each edge that stays for longer than its instant: a file says of two in one instant only how they end.</summary>
    public HashSet<string> Lasting()
    {
        var found = new HashSet<string>();
        var before = new bool[lines];
        foreach (var instant in Edges().GroupBy(edge => edge.Ns))                 // in order
        {
            foreach (var line in instant.GroupBy(edge => edge.Line))
            {
                bool level = line.Last().Level;
                if (level != before[line.Key]) found.Add(Shown(instant.Key, PathOf(line.Key), level));
                before[line.Key] = level;
            }
        }
        return found;
    }

    public static string Shown(long ns, string path, bool level) =>
        string.Create(CultureInfo.InvariantCulture, $"{ns} {path}={(level ? 1 : 0)}");
}
