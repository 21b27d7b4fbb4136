using System.Buffers;
using System.Text;
using GpioHub.Hub.Control.Recordings;
using GpioHub.Hub.Tests.Support;
using GpioHub.Recording.Log;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>What of the log comes into a file (IF-4.6).</summary>
public sealed class LogRecordingSpec : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeRig _rig;

    public LogRecordingSpec() => _rig = new FakeRig(DemoRig.Plan(_folder.Path));

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "The log overtakes a file that is read too slowly: every line is x from the last event to its next edge")]
    public async Task Overtaken()
    {
        await using var lines = await RecordedLines.WatchAsync(_rig, ["bench/IGN", "bench/CRASH"], default);
        _rig.Publish(DemoRig.Bench(0), true);
        var (recording, text) = Begin(lines);
        Assert.Equal(LogProgress.Idle, await recording.WriteAsync(_ => false, default));
        for (int i = 0; i < 3 * _rig.Log.RecordsKept; i++) _rig.Publish(DemoRig.Bench(2), i % 2 == 0);
        _rig.Publish(DemoRig.Bench(0), true);
        while (await recording.WriteAsync(_ => false, default) == LogProgress.More)
        {
        }
        recording.End(long.MaxValue);

        Assert.Equal(["0!", "0\"", "1!", "x!", "x\"", "1!"], Changes(text).Where(change => change[^1] is '!' or '"'));
    }

    [Fact(DisplayName = "Edges that the kernel lost are x up to the next edge; guests' interrupts on the lines are spikes, others not")]
    public async Task LostAndInterrupts()
    {
        await using var lines = await RecordedLines.WatchAsync(_rig, ["bench/IGN"], default);
        int net = lines.Levels[0]!.Value.Source;
        int[] guests = _rig.Log.Words.NumbersOf(
        [
            new LogSource(LogSourceKind.GuestLine, "adas", 0, "IGN", 0), new LogSource(LogSourceKind.GuestLine, "adas", 1, "WAKE", 1),
        ]);
        var (recording, text) = Begin(lines);
        var ring = _rig.Log.Of(0);
        ring.Edge(net, true, LogCause.Hardware, 2_000_000_000);
        ring.Write(LogKind.Delivered, false, guests[0], 0, 2_000_000_010);
        ring.Write(LogKind.Delivered, false, guests[1], 0, 2_000_000_020);
        ring.Write(LogKind.Lost, false, net, 5, 2_000_000_030);
        ring.Edge(net, true, LogCause.Hardware, 2_000_000_040);
        await recording.WriteAsync(_ => false, default);
        recording.End(2_000_000_050);

        var head = new Head();
        new VcdReader(head).Feed(text.WrittenSpan);
        string irq = head.WordOf(text, "adas", "IGN");
        Assert.Equal(["1!", $"1{irq}", $"0{irq}", "x!", "1!"], Changes(text).SkipWhile(change => change != "1!"));
    }

    [Fact(DisplayName = "The level at the beginning is the opposite of the first edge after it, whatever came before and is now")]
    public async Task Beginning()
    {
        _rig.Publish(DemoRig.Bench(0), true);
        var ring = _rig.Log.Of(0);
        await using var lines = await RecordedLines.WatchAsync(_rig, ["bench/IGN"], default);
        ring.Edge(lines.Levels[0]!.Value.Source, false, LogCause.Hardware, 3_000_000_000);
        var (recording, text) = Begin(lines, 2_500_000_000);
        await recording.WriteAsync(_ => false, default);
        Assert.Equal(["1!", "0!"], Changes(text).Where(change => change.EndsWith('!')));
    }

    private (LogRecording Recording, ArrayBufferWriter<byte> Text) Begin(RecordedLines lines, long begin = 1_000_000_000)
    {
        var text = new ArrayBufferWriter<byte>();
        var recording = new LogRecording(_rig, lines, begin);
        recording.Begin(text, new VcdHeader("gpiohub test", "run", begin, null), flat: false);
        return (recording, text);
    }

    /// <summary>The changes of scalars, in order, without times.</summary>
    private static string[] Changes(ArrayBufferWriter<byte> text) => [.. Encoding.UTF8.GetString(text.WrittenSpan).Split('\n')
        .SkipWhile(line => line != "#0").Where(line => line.Length > 1 && line[0] is '0' or '1' or 'x')];

    private sealed class Head : IVcdSink
    {
        private VcdDeclarations _declared = null!;

        public void Declared(VcdDeclarations declared, long line) => _declared = declared;

        public void Time(long ns, long line)
        {
        }

        public void Change(int signal, ReadOnlySpan<byte> bits, long line)
        {
        }

        /// <summary>The word of an interrupt wire in the file.</summary>
        public string WordOf(ArrayBufferWriter<byte> text, string guest, string name)
        {
            Assert.Contains(_declared.Variables, variable => variable.Path == $"gpiohub.guests.{guest}.irq.{name}");
            string file = Encoding.UTF8.GetString(text.WrittenSpan);
            string scope = file[file.IndexOf($"module {guest} ", StringComparison.Ordinal)..];
            string irq = scope[scope.IndexOf("module irq ", StringComparison.Ordinal)..];
            return irq.Split('\n').First(line => line.EndsWith($" {name} $end", StringComparison.Ordinal)).Split(' ')[3];
        }
    }
}
