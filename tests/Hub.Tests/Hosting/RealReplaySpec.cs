using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Tests.Support;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>A recording played by the real hub, on its clock (IF-4.5).</summary>
public sealed class RealReplaySpec : IDisposable
{
    private const int Count = 2000, Lines = 8, Seed = 16;

    private readonly RigFolder _rig = new(
        "hub: { sockets: SOCKETS }\nchips:\n  bench: { driver: sim, lines: 4 }\n  doors: { driver: sim, lines: 4 }\n");

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "Every edge comes, in the file's order, none early, and none later than the replay says")]
    public async Task OrderAndLateness()
    {
        var edges = Edges().ToList();
        string file = Path.Combine(_rig.Path, "a.vcd");
        await File.WriteAllTextAsync(file, Vcd(edges));
        await using var running = await RunningHub.StartAsync(_rig.Config);
        string socket = Path.Combine(_rig.Sockets, "control.sock");
        using var hub = await HubClient.FindAsync(socket, new Terminal(TextWriter.Null, TextWriter.Null, _ => null), default);
        await using var stream = hub.LinesAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/events?count={edges.Count}"), default)
            .GetAsyncEnumerator();
        await stream.MoveNextAsync();                                       // the snapshot
        var played = Cli.RunAsync(["--hub", socket, "replay", file]);
        var seen = new List<(long Ns, string Line, bool Level)>();
        while (seen.Count < edges.Count && await stream.MoveNextAsync())
        {
            var edge = JsonNode.Parse(stream.Current)!;
            Assert.Null(edge["lagged"]);
            seen.Add((long.Parse((string)edge["ns"]!, CultureInfo.InvariantCulture), (string)edge["line"]!, (int)edge["level"]! == 1));
        }

        var result = await played;
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith($"played {edges.Count + Lines:N0} edges, late p50 ", result.Out, StringComparison.Ordinal);
        Assert.Equal(edges.GroupBy(edge => edge.Line).SelectMany(line => line.Select(edge => (line.Key, edge.Level))).Order(),
            seen.GroupBy(edge => edge.Line).SelectMany(line => line.Select(edge => (line.Key, edge.Level))).Order());
        for (int i = 0; i < edges.Count; i++) Assert.Equal((edges[i].Line, edges[i].Level), (seen[i].Line, seen[i].Level));

        var replay = JsonNode.Parse(await hub.TextAsync("/v1/replays/r1", default))!;
        long most = long.Parse((string)replay["late"]!["maxNs"]!, CultureInfo.InvariantCulture);
        var begins = seen.Zip(edges).Select(edge => edge.First.Ns - edge.Second.Ns).ToArray();
        Assert.InRange(begins.Max() - begins.Min(), 0, most);               // each is late by that much at most, and none is early
    }

    /// <summary>Edges of chance, 100 us apart on average, some of them at once.</summary>
    private static IEnumerable<(long Ns, string Line, bool Level)> Edges()
    {
        var random = new Random(Seed);
        bool[] levels = new bool[Lines];
        long ns = 0;
        int last = -1;
        for (int i = 0; i < Count; i++)
        {
            int line = random.Next(Lines);
            bool atOnce = random.Next(10) == 0 && line != last && line / 4 == last / 4;      // of one chip: of two it has no order
            ns += atOnce ? 0 : 1000 + random.Next(200_000);
            last = line;
            levels[line] ^= true;
            yield return (ns, $"{(line < 4 ? "bench" : "doors")}/{line % 4}", levels[line]);
        }
    }

    private static string Vcd(List<(long Ns, string Line, bool Level)> edges)
    {
        string[] names = [.. Enumerable.Range(0, Lines).Select(line => $"{(line < 4 ? "bench" : "doors")}/{line % 4}")];
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        var sources = VcdSources.Of(names.Select(name => new VcdNet(name.Split('/')[0], name.Split('/')[1])));
        var writer = new VcdWriter(text, new VcdHeader("gpiohub 0.1.0", "", 0, null), sources, new VcdLevel[Lines]);
        foreach (var (ns, line, level) in edges) writer.Change(ns, Array.IndexOf(names, line), VcdLevels.Of(level));
        writer.Reach(edges[^1].Ns + 1);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
