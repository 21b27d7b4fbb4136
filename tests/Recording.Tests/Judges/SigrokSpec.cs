using System.Globalization;
using GpioHub.Recording.Tests.Support;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Recording.Tests.Judges;

/// <summary>sigrok-cli, and so PulseView, reads flat files (IF-4.1).</summary>
public sealed class SigrokSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-vcd-");

    [Fact(DisplayName = "A flat file, its idle times compressed as record says, has in sigrok the same transitions in the same order")]
    public async Task SameTransitions()
    {
        var edges = new RandomEdges(seed: 16, count: 20_000, lines: 16, longestGapNs: 1_000_000);
        string file = Path.Combine(_folder.FullName, "flat.vcd");
        await File.WriteAllBytesAsync(file, edges.File(flat: true));
        string[] rows = await RowsAsync(file, compress: 4);
        string[] names = rows[0].Split(',');
        Assert.Equal(edges.Sources.Nets.Select(net => $"{net.Chip}_{net.Line.Replace(' ', '_')}"), names);
        var expected = edges.Edges().GroupBy(edge => edge.Ns).SelectMany(instant => instant.GroupBy(edge => edge.Line)
            .Where(line => line.Count() % 2 == 1).OrderBy(line => line.Key)
            .Select(line => $"{names[line.Key]}={(line.Last().Level ? 1 : 0)}"));
        Assert.Equal(expected, Transitions(names, rows.Skip(1)));
    }

    [Fact(DisplayName = "Hours of nothing in a flat file take sigrok no time")]
    public async Task Idle()
    {
        string file = Path.Combine(_folder.FullName, "idle.vcd");
        await File.WriteAllBytesAsync(file, Written.Bytes(VcdSources.Of([new VcdNet("bench", "IGN")]), writer =>
        {
            for (int i = 1; i <= 10; i++) writer.Change(i * 3_600_000_000_000, 0, VcdLevels.Of(i % 2 == 1));
            writer.Reach(11 * 3_600_000_000_000);
        }, flat: true));
        string[] rows = await RowsAsync(file, compress: 10_000);
        Assert.Equal(10, Transitions(["bench_IGN"], rows.Skip(1)).Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The names of the channels, then the samples that differ from the one before.</summary>
    private static async Task<string[]> RowsAsync(string file, int compress)
    {
        string csv = await Tool.RunAsync("sigrok-cli", "-I", $"vcd:compress={compress}", "-i", file,
            "-O", "csv:label=channel:header=false:dedup=true");
        string[] rows = [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        return rows[Array.FindIndex(rows, row => row.StartsWith("bench_", StringComparison.Ordinal))..];
    }

    private static List<string> Transitions(string[] names, IEnumerable<string> rows)
    {
        var found = new List<string>();
        string? before = null;
        foreach (string row in rows.Select(row => row.Replace(",", "")))
        {
            for (int line = 0; before is not null && line < names.Length; line++)
                if (row[line] != before[line]) found.Add(string.Create(CultureInfo.InvariantCulture, $"{names[line]}={row[line]}"));
            before = row;
        }
        return found;
    }
}
