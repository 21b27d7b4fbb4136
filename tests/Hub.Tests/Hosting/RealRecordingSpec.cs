using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using GpioHub.Hub.Tests.Support;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Recordings of the real hub (IF-4.6, IF-4.7).</summary>
public sealed class RealRecordingSpec : IDisposable
{
    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN, CRASH, { name: "Door FL", bias: pull-up }] }
        guests:
          ivi: { lines: [{ name: IGN, from: bench/IGN }] }
        buses:
          BOTH: [bench/CRASH, bench/IGN]
        """);

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "What the hub remembers is a file, to its levels before the first edge; played and recorded again it is the same")]
    public async Task LastAndReplay()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await DoneAsync("set", "bench/CRASH=1");
        await DoneAsync("set", "bench/IGN=1", "bench/Door FL=0");
        await DoneAsync("set", "bench/IGN=0");
        await DoneAsync("set", "bench/Door FL=z");
        string first = await RecordAsync("a.vcd", "--last", "1m");
        string[] edges = Edges(first);
        Assert.Equal(
        [
            "bench/CRASH=0", "bench/Door FL=1", "bench/IGN=0", "bench/CRASH=1", "bench/IGN=1", "bench/Door FL=0", "bench/IGN=0",
            "bench/Door FL=1",
        ], [.. edges[..3].Order(StringComparer.Ordinal), .. edges[3..]]);
        Assert.Contains("gpiohub.guests.ivi.IGN", Paths(first));
        Assert.Contains("gpiohub.guests.ivi.irq.IGN", Paths(first));

        await DoneAsync("set", "bench/CRASH=0");
        var played = await DoneAsync("replay", "a.vcd", "--speed", "1000");
        Assert.StartsWith("played 8 edges, ", played.Out, StringComparison.Ordinal);
        string[] again = Edges(await RecordAsync("b.vcd", "--last", "1m"));
        Assert.Equal([.. edges, "bench/CRASH=0", .. edges[3..], "bench/CRASH=0"], again);      // and back to what was set before
    }

    [Fact(DisplayName = "A trigger ends it, so long after the edge, from so long before it; of the lines asked for, and of the trigger's")]
    public async Task Trigger()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await DoneAsync("set", "bench/IGN=1");
        await DoneAsync("set", "bench/CRASH=1");
        var recording = RecordAsync("t.vcd", "bench/IGN", "--last", "1m", "--until", "ivi:IGN=falling", "--after", "1ms");
        for (int i = 0; !recording.IsCompleted; i++)                        // whenever the recorder is there, an edge comes
        {
            await DoneAsync("set", $"bench/IGN={i % 2}");
            await DoneAsync("set", $"bench/CRASH={i % 2}");
        }
        var file = new Sink();
        Read(await recording, file);
        string[] edges = [.. file.Changes];
        Assert.Equal(["bench/IGN=0", "bench/IGN=1"], edges[..2]);
        int trigger = file.At.IndexOf(file.EndNs - 1_000_000);              // what follows it within the millisecond is there, too
        Assert.Equal("bench/IGN=0", edges[trigger]);
        Assert.All(edges, edge => Assert.StartsWith("bench/IGN=", edge, StringComparison.Ordinal));
    }

    [Fact(DisplayName = "Killed in the middle, record leaves what there was by then, whole lines of it; interrupted, the file itself")]
    public async Task Killed()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        string part = Path.Combine(_rig.Path, "k.vcd.part");
        using var killed = GpioHubProcess.Start([], "--hub", Socket, "record", Path.Combine(_rig.Path, "k.vcd"), "bench/IGN");
        for (int i = 0; !File.Exists(part) || new FileInfo(part).Length < 1000; i++) await DoneAsync("set", $"bench/IGN={i % 2}");
        killed.Kill();
        await killed.WaitForExitAsync();
        Assert.False(File.Exists(Path.Combine(_rig.Path, "k.vcd")));
        Assert.True(Edges(await File.ReadAllTextAsync(part)).Length > 10);

        string whole = Path.Combine(_rig.Path, "i.vcd");
        using var interrupted = GpioHubProcess.Start([], "--hub", Socket, "record", whole, "bench/IGN");
        for (int i = 0; !File.Exists($"{whole}.part") || new FileInfo($"{whole}.part").Length < 500; i++)
            await DoneAsync("set", $"bench/IGN={i % 2}");
        using var kill = Process.Start("kill", ["-INT", $"{interrupted.Id}"]);
        Assert.StartsWith($"recorded {whole}, ", await interrupted.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        await interrupted.WaitForExitAsync();
        Assert.Equal((0, false), (interrupted.ExitCode, File.Exists($"{whole}.part")));
        Assert.True(Edges(await File.ReadAllTextAsync(whole)).Length > 1);
    }

    [Fact(DisplayName = "What makes no sense is refused, and leaves no file; a flat file is told with how sigrok reads it")]
    public async Task Refused()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await RefusesAsync(4, "no line \"bench/IGNN\"; did you mean bench/IGN?", "bench/IGNN");
        await RefusesAsync(2, "until=bench/IGN=up: expected LINE=rising, LINE=falling or LINE=both", "--until", "bench/IGN=up");
        await RefusesAsync(2, "for and until: expected one of the two", "--until", "bench/IGN=both", "--for", "1s");
        await RefusesAsync(2, "after: expected only with until", "--after", "1s");
        await RefusesAsync(2, "\"10\" is no time; expected a time such as 20us, 5ms, 1s or 2m", "--last", "10");
        string flat = Path.Combine(_rig.Path, "f.vcd");
        var result = await Cli.RunAsync(["--hub", Socket, "record", flat, "--last", "1s", "--flat"]);
        Assert.EndsWith($"\nsigrok-cli -I vcd:compress=10000 -i {flat}\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(["gpiohub.bench_IGN", "gpiohub.bench_CRASH", "gpiohub.bench_Door_FL"], Paths(await File.ReadAllTextAsync(flat)));

        async Task RefusesAsync(int code, string words, params string[] args)
        {
            string file = Path.Combine(_rig.Path, "no.vcd");
            Assert.Equal(new CliResult(code, "", $"gpiohub: {words}\n"), await Cli.RunAsync(["--hub", Socket, "record", file, .. args]));
            Assert.Empty(Directory.GetFiles(_rig.Path, "no.vcd*"));
        }
    }

    [Fact(DisplayName = "A window has each line's edges with who caused them, from the level before; by any address, or of all (IF-4.7)")]
    public async Task Window()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await DoneAsync("set", "bench/IGN=1");
        await DoneAsync("fault", "add", "bench/CRASH", "stuck-1");
        var window = JsonNode.Parse((await Curl.RunAsync("--unix-socket", Socket,
            "http://hub/v1/recording/window?line=ivi:IGN&line=bench/CRASH&columns=10")).Body)!;
        var lines = window["lines"]!.AsArray();
        string[] causes = [.. window["causes"]!.AsArray().Select(cause => (string)cause!)];
        Assert.Equal(["ivi:IGN 0 1 stimulus", "bench/CRASH 0 1 fault"], lines.Select(line =>
            $"{line!["line"]} {line["first"]} {line["edges"]![0]![1]} {causes[(int)line["edges"]![0]![2]!]}"));
        long from = long.Parse((string)window["from"]!), to = long.Parse((string)window["to"]!);
        Assert.Equal(10_000_000_000, to - from);
        Assert.InRange((long)lines[0]!["edges"]![0]![0]!, 0, to - from);

        // Between the edge and now the level is the one after it.
        string after = $"http://hub/v1/recording/window?from={to}&to={to + 1}";
        var later = JsonNode.Parse((await Curl.RunAsync("--unix-socket", Socket, after)).Body)!;
        Assert.Equal(["bench/IGN=1", "bench/CRASH=1", "bench/Door FL=1"],
            later["lines"]!.AsArray().Select(line => $"{line!["line"]}={line["first"]}"));
        Assert.Equal(400, (await Curl.RunAsync("--unix-socket", Socket, "http://hub/v1/recording/window?columns=0")).Status);
        Assert.Equal(400, (await Curl.RunAsync("--unix-socket", Socket, "http://hub/v1/recording/window?from=2&to=1")).Status);
    }

    [Fact(DisplayName = "A piece of the past begins and ends where it is asked to, with the levels that were; only with itself (IF-4.6)")]
    public async Task Piece()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await DoneAsync("set", "bench/IGN=1");
        long from = Transports.Native.MonotonicClock.Now;
        await DoneAsync("set", "bench/CRASH=1");
        await DoneAsync("set", "bench/IGN=0");
        long to = Transports.Native.MonotonicClock.Now;
        await DoneAsync("set", "bench/CRASH=0");

        string file = (await Curl.RunAsync("--unix-socket", Socket, $"http://hub/v1/recording.vcd?from={from}&to={to}")).Body;
        string[] edges = Edges(file);
        Assert.Equal(["bench/CRASH=0", "bench/Door FL=1", "bench/IGN=1"], edges[..3].Order(StringComparer.Ordinal));
        Assert.Equal(["bench/CRASH=1", "bench/IGN=0"], edges[3..]);
        Assert.Contains($"monotonic={from} ", file, StringComparison.Ordinal);
        string[] senseless = ["to=5", "from=5&to=5", "from=1&last=1s", "from=1&for=1s", "from=1&until=bench/IGN=both", "from=x"];
        foreach (string query in senseless)
            Assert.Equal(400, (await Curl.RunAsync("--unix-socket", Socket, $"http://hub/v1/recording.vcd?{query}")).Status);
    }

    [Fact(DisplayName = "A bus is recorded by its name, as its lines and as one vector, and a vector plays onto it")]
    public async Task Buses()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await DoneAsync("set", "BOTH=0b10");
        string file = await RecordAsync("bus.vcd", "BOTH", "--last", "1m");
        Assert.Equal(["gpiohub.bench.CRASH", "gpiohub.bench.IGN", "gpiohub.BOTH"], Paths(file)[..3]);
        Assert.EndsWith("b10 $", file.Split('\n').Last(line => line.StartsWith('b')), StringComparison.Ordinal);
        await DoneAsync("set", "BOTH=0");
        Assert.StartsWith("played 3 edges, ", (await DoneAsync("replay", "bus.vcd", "--map", "BOTH=BOTH")).Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "SIGUSR1 has the hub keep what it remembers, and say where (IF-4.8)")]
    public async Task Asked()
    {
        string folder = Path.Combine(_rig.Path, "state");
        await File.AppendAllTextAsync(_rig.Config, $"\nrecorder: {{ folder: {folder} }}\n");
        using var hub = GpioHubProcess.Start([], "run", _rig.Config);
        while (await hub.StandardOutput.ReadLineAsync() is { } line && line != "Ctrl-C ends.")
        {
        }
        await DoneAsync("set", "bench/IGN=1");
        using var kill = Process.Start("kill", ["-USR1", $"{hub.Id}"]);
        string? told;
        do told = await hub.StandardError.ReadLineAsync();
        while (told is not null && !told.Contains("recorded", StringComparison.Ordinal));
        Assert.Contains("asked for by SIGUSR1", told, StringComparison.Ordinal);
        Assert.Contains("bench/IGN=1", Edges(await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder)))));
        using var end = Process.Start("kill", ["-TERM", $"{hub.Id}"]);
        await hub.WaitForExitAsync();
    }

    private string Socket => Path.Combine(_rig.Sockets, "control.sock");

    private async Task<CliResult> DoneAsync(params string[] args)
    {
        var result = await Cli.RunAsync(["--hub", Socket, .. args.Select(arg => arg.EndsWith(".vcd", StringComparison.Ordinal)
            ? Path.Combine(_rig.Path, arg) : arg)]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result;
    }

    private async Task<string> RecordAsync(string file, params string[] args)
    {
        await DoneAsync(["record", file, .. args]);
        return await File.ReadAllTextAsync(Path.Combine(_rig.Path, file));
    }

    /// <summary>Changes of nets, those at time 0 first, by the real names.</summary>
    private static string[] Edges(string vcd)
    {
        var sink = new Sink();
        Read(vcd, sink);
        return [.. sink.Changes];
    }

    private static string[] Paths(string vcd)
    {
        var sink = new Sink();
        Read(vcd, sink);
        return [.. sink.Head.Variables.Select(variable => variable.Path)];
    }

    private static void Read(string vcd, Sink sink)
    {
        var reader = new VcdReader(sink);
        reader.Feed(Encoding.UTF8.GetBytes(vcd));
        reader.EndOfFile();
    }

    private sealed class Sink : IVcdSink
    {
        private readonly Dictionary<int, string> _nets = [];

        public VcdDeclarations Head { get; private set; } = null!;

        public List<string> Changes { get; } = [];

        /// <summary>When each of them was, nanoseconds from the beginning.</summary>
        public List<long> At { get; } = [];

        /// <summary>The last time of the file.</summary>
        public long EndNs { get; private set; }

        public void Declared(VcdDeclarations declared, long line)
        {
            Head = declared;
            foreach (var variable in declared.Variables)
            {
                if (variable.Path.Split('.') is ["gpiohub", "bench", var name])
                    _nets[variable.Signal] = variable.RealName ?? $"bench/{name}";
            }
        }

        public void Time(long ns, long line) => EndNs = ns;

        public void Change(int signal, ReadOnlySpan<byte> bits, long line)
        {
            if (!_nets.TryGetValue(signal, out string? name)) return;
            Changes.Add($"{name}={(char)bits[0]}");
            At.Add(EndNs);
        }
    }
}
