using GpioHub.Recording.Tests.Support;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Recording.Tests.Judges;

/// <summary>GTKWave, and the converters that come with it, read our files (IF-4.1).</summary>
public sealed class GtkWaveSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-vcd-");

    [Fact(DisplayName = "Through vcd2fst and fst2vcd a million edges of 64 lines come back, each with its line, nanosecond and level")]
    public async Task ThroughFst()
    {
        var edges = new RandomEdges(seed: 64, count: 1_000_000, lines: 64, longestGapNs: 2000);
        string vcd = Path("a.vcd"), fst = Path("a.fst"), back = Path("b.vcd");
        await File.WriteAllBytesAsync(vcd, edges.File());
        await Tool.RunAsync("vcd2fst", vcd, fst);
        await Tool.RunAsync("fst2vcd", "-f", fst, "-o", back);

        var read = new EdgeSet();
        var reader = new VcdReader(read);
        reader.Feed(await File.ReadAllBytesAsync(back));
        reader.EndOfFile();
        read.Settle();
        Assert.Equal(64, read.Nets);
        Assert.InRange(read.Edges.Count, 900_000, 1_000_000);
        Assert.True(edges.Lasting().SetEquals(read.Edges), "other edges than were written");
        Assert.Contains("2025-11-30 01:33:02.123456789Z", read.Head.Date, StringComparison.Ordinal);
        Assert.Contains("run=3f9a0c12 monotonic=10002907638045", read.Head.Version, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GTKWave shows every signal in its scope, aliases, interrupts and buses, and the values at a time")]
    public async Task SignalTree()
    {
        string vcd = Path("tree.vcd"), script = Path("tree.tcl"), list = Path("tree.txt"), shot = Path("tree.png");
        await File.WriteAllBytesAsync(vcd, Written.Bytes(new VcdSources(
            [new VcdNet("doors", "Door FL"), new VcdNet("bench", "IGN")], [new VcdGuestLine("ivi", "IGN", 1)],
            [new VcdBus("GEAR", [0, 1])]),
            writer =>
            {
                writer.Change(1000, 1, VcdLevel.High);
                writer.Interrupt(1000, 0);
                writer.Change(2000, 0, VcdLevel.Unknown);
                writer.Reach(3000);
            }));
        await File.WriteAllTextAsync(script, $$"""
            set out [open "{{list}}" w]
            set n [gtkwave::getNumFacs]
            for {set i 0} {$i < $n} {incr i} { lappend facs [gtkwave::getFacName $i] }
            gtkwave::addSignalsFromList $facs
            gtkwave::setMarker 2500
            foreach fac $facs { puts $out "$fac = [gtkwave::getTraceValueAtMarkerFromName $fac]" }
            puts $out "[gtkwave::getMinTime] to [gtkwave::getMaxTime] [gtkwave::getTimeDimension]"
            close $out
            gtkwave::/File/Grab_To_File "{{shot}}"
            gtkwave::/File/Quit
            """);
        await Tool.RunAsync("xvfb-run", "-a", "gtkwave", "-S", script, vcd);

        string[] shown = await File.ReadAllLinesAsync(list);
        Assert.Equal(
        [
            "gpiohub.GEAR[1:0] = x1", "gpiohub.bench.IGN = 1", "gpiohub.doors.Door_FL = x", "gpiohub.guests.ivi.IGN = 1",
            "gpiohub.guests.ivi.irq.IGN = 0", "0 to 3000 n",
        ], shown);
        Assert.True(new FileInfo(shot).Length > 10_000, "it has drawn nothing");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>The edges of nets that a file has, without the values at its beginning.</summary>
    private sealed class EdgeSet : IVcdSink
    {
        private readonly Dictionary<int, bool> _now = [];
        private bool[] _before = [];
        private string?[] _nets = [];
        private long _ns;

        public VcdDeclarations Head { get; private set; } = null!;

        public int Nets => _nets.Count(net => net is not null);

        public HashSet<string> Edges { get; } = [];

        public void Declared(VcdDeclarations declared, long line)
        {
            Head = declared;
            _nets = new string?[declared.Variables.Max(variable => variable.Signal) + 1];
            _before = new bool[_nets.Length];
            foreach (var variable in declared.Variables)
                if (variable.Path.Split('.') is ["gpiohub", "bench" or "doors", _]) _nets[variable.Signal] = variable.Path;
        }

        public void Time(long ns, long line)
        {
            Settle();
            _ns = ns;
        }

        public void Change(int signal, ReadOnlySpan<byte> bits, long line)
        {
            if (_nets[signal] is not null) _now[signal] = bits[0] == (byte)'1';
        }

        /// <summary>An instant is over: of several changes of a net in it the last one counts.</summary>
        public void Settle()
        {
            foreach (var (signal, level) in _now)
            {
                if (_ns > 0 && level != _before[signal]) Edges.Add(RandomEdges.Shown(_ns, _nets[signal]!, level));
                _before[signal] = level;
            }
            _now.Clear();
        }
    }
}
