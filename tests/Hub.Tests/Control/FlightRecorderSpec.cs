using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Recordings;
using GpioHub.Hub.Tests.Support;
using GpioHub.Recording.Replay;
using GpioHub.Rules.Plan;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>Recordings that the hub keeps by itself (IF-4.8).</summary>
public sealed class FlightRecorderSpec : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeRig _rig;
    private readonly Said _said = new();
    private readonly Quick _time = new();

    public FlightRecorderSpec()
    {
        var plan = DemoRig.Plan(_folder.Path);
        _rig = new FakeRig(plan with { Chips = [.. plan.Chips, Far(plan.Chips[0], "far"), Far(plan.Chips[0], "farther")] });
    }

    private string Files => Path.Combine(_folder.Path, "state");

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "A chip that was up fails: a file of all there is, that loads, and where it is in the log; one never up: none")]
    public async Task ChipFails()
    {
        using var recorder = await StartAsync();
        _rig.Publish(DemoRig.Bench(0), true);
        Note("never", ChipState.Failing);
        Note("bench", ChipState.Up);
        Note("bench", ChipState.Failing);
        Assert.Matches(@"recorded .*/gpiohub-\d{8}-\d{6}-chip-bench-failed\.vcd: chip bench failed", await _said.NextAsync());
        string file = Assert.Single(Directory.GetFiles(Files));
        Assert.NotEmpty(ReplayBuilder.Read(await File.ReadAllBytesAsync(file), new ReplayOrder([])).Steps);
        Assert.DoesNotContain("run=", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        recorder.Life = "3f9a0c12";

        Note("bench", ChipState.Up);
        Note("bench", ChipState.Absent);                                     // within the minute: not again
        recorder.Ask("asked for");
        Assert.EndsWith("-asked-for.vcd: asked for", await _said.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Files).Length);
        Assert.Contains("run=3f9a0c12", await File.ReadAllTextAsync(Directory.GetFiles(Files, "*asked*")[0]), StringComparison.Ordinal);
        await recorder.StopAsync(default);
    }

    [Fact(DisplayName = "It looks at notes alone: an edge wakes nobody for it, and what was noted before it began counts (IF-4.8)")]
    public async Task WakesNobody()
    {
        Note("bench", ChipState.Up);
        using var recorder = await StartAsync();
        _rig.Publish(DemoRig.Bench(0), true);
        Assert.False(_rig.Log.IsAwaited);
        Note("bench", ChipState.Failing);
        Assert.EndsWith("chip bench failed", await _said.NextAsync(), StringComparison.Ordinal);
        Assert.False(_rig.Log.IsAwaited);
        await recorder.StopAsync(default);
    }

    [Fact(DisplayName = "Many errors of a guest keep one, and no second one within the hour, whatever it goes on asking (IF-4.8)")]
    public async Task GuestErrors()
    {
        using var recorder = await StartAsync();
        _rig.Log.Note(new GuestErrorsNote("ivi", 100), 1);
        Assert.EndsWith(".vcd: guest ivi: 100 requests answered ERR within a second", await _said.NextAsync(), StringComparison.Ordinal);
        _rig.Log.Note(new GuestErrorsNote("adas", 100), 2);                  // within the minute: not kept, and not counted for the hour
        recorder.Ask("a mark");
        Assert.Contains("a mark", await _said.NextAsync(), StringComparison.Ordinal);
        _time.Now += 10 * FlightRecorder.Rest;
        _rig.Log.Note(new GuestErrorsNote("ivi", 100), 2);
        _rig.Log.Note(new GuestErrorsNote("adas", 100), 3);
        Assert.Contains("guest adas", await _said.NextAsync(), StringComparison.Ordinal);
        _time.Now += FlightRecorder.RestOfGuest;
        _rig.Log.Note(new GuestErrorsNote("ivi", 100), 4);
        Assert.Contains("guest ivi", await _said.NextAsync(), StringComparison.Ordinal);
        await recorder.StopAsync(default);
    }

    [Fact(DisplayName = "A link that goes away keeps one, whatever chips are behind it and however often it comes and goes (IF-4.8)")]
    public async Task LinkAway()
    {
        using var recorder = await StartAsync();
        Flap("far", "farther");
        Assert.EndsWith("-chips-of-host-bench-a-away--gone.vcd: chips of host bench-a away: gone", await _said.NextAsync(),
            StringComparison.Ordinal);
        for (int flap = 0; flap < 3; flap++)
        {
            _time.Now += FlightRecorder.Rest;
            Flap("farther", "far");
        }

        Note("bench", ChipState.Up);
        Note("bench", ChipState.Failing);                                    // a chip of this host is kept meanwhile
        Assert.EndsWith("chip bench failed", await _said.NextAsync(), StringComparison.Ordinal);
        _time.Now += FlightRecorder.RestOfGuest;
        Flap("far");
        Assert.Contains("host bench-a", await _said.NextAsync(), StringComparison.Ordinal);
        await recorder.StopAsync(default);
    }

    [Fact(DisplayName = "Asked for, a contention keeps one that names both sides, once an hour for a line; unasked it keeps none (IF-4.8)")]
    public async Task Contention()
    {
        using (var unasked = await StartAsync())
        {
            _rig.Contend(DemoRig.Bench(0), "guest adas", "stimulus");
            Note("bench", ChipState.Up);
            Note("bench", ChipState.Failing);
            Assert.EndsWith("chip bench failed", await _said.NextAsync(), StringComparison.Ordinal);      // the first that is kept
            await unasked.StopAsync(default);
        }

        Directory.Delete(Files, recursive: true);
        using var recorder = await StartAsync(RecorderPlan.Default with { Contentions = true });
        Assert.EndsWith(".vcd: contention on bench/IGN: guest adas wants to drive it, stimulus does", await _said.NextAsync(),
            StringComparison.Ordinal);
        Assert.Contains("-contention-on-bench-IGN--guest-adas-wants", Assert.Single(Directory.GetFiles(Files)), StringComparison.Ordinal);
        _time.Now += FlightRecorder.Rest;
        _rig.Contend(DemoRig.Bench(0), "stimulus", "guest adas");            // the same line, whoever wants it
        _rig.Contend(DemoRig.Bench(2), "guest adas", "stimulus");
        Assert.Contains("contention on bench/WAKE", await _said.NextAsync(), StringComparison.Ordinal);
        _time.Now += FlightRecorder.RestOfGuest;
        _rig.Contend(DemoRig.Bench(0), "guest adas", "stimulus");
        Assert.Contains("contention on bench/IGN", await _said.NextAsync(), StringComparison.Ordinal);
        await recorder.StopAsync(default);
    }

    [Fact(DisplayName = "A long cause is cut in the file's name, and whole in the log")]
    public void LongCause() => Assert.Equal($"gpiohub-20261130-023301-{new string('a', 100)}.vcd",
        FlightRecorder.NameOf(new string('a', 300), new DateTimeOffset(2026, 11, 30, 2, 33, 1, TimeSpan.Zero)));

    [Fact(DisplayName = "Ten are kept: the oldest goes, and nothing else in the folder")]
    public async Task Ten()
    {
        Directory.CreateDirectory(Files);
        for (int i = 0; i < 12; i++) await File.WriteAllTextAsync(Path.Combine(Files, $"gpiohub-20200101-0000{i:D2}-x.vcd"), "");
        await File.WriteAllTextAsync(Path.Combine(Files, "mine.vcd"), "");
        using var recorder = await StartAsync();
        recorder.Ask("now");
        await _said.NextAsync();
        string[] left = [.. Directory.GetFiles(Files, "gpiohub-*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(FlightRecorder.FilesKept, left.Length);
        Assert.Equal("gpiohub-20200101-000003-x.vcd", left[0]);
        Assert.EndsWith("-now.vcd", left[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Files, "mine.vcd")));
        await recorder.StopAsync(default);
    }

    [Fact(DisplayName = "dumps: false keeps only what is asked for; a folder that cannot be had is told, and no more")]
    public async Task Off()
    {
        var off = RecorderPlan.Default with { Dumps = false };
        using var silent = await StartAsync(off);
        Note("bench", ChipState.Up);
        Note("bench", ChipState.Failing);
        silent.Ask("asked for");
        Assert.Contains("asked for", await _said.NextAsync(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Files));
        await silent.StopAsync(default);

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "file"), "");
        using var nowhere = await StartAsync(off, Path.Combine(_folder.Path, "file", "below"));
        nowhere.Ask("first");
        Assert.StartsWith("first: not recorded: ", await _said.NextAsync(), StringComparison.Ordinal);
        nowhere.Ask("second");
        Assert.StartsWith("second: not recorded: ", await _said.NextAsync(), StringComparison.Ordinal);
        await nowhere.StopAsync(default);
    }

    private static ChipPlan Far(ChipPlan chip, string id) => chip with { Id = id, Driver = new RemotePlan("bench-a", id) };

    private void Flap(params string[] chips)
    {
        foreach (string chip in chips) Note(chip, ChipState.Up);
        foreach (string chip in chips) Note(chip, ChipState.Absent);
    }

    private void Note(string chip, ChipState state) =>
        _rig.Log.Note(new ChipNote(chip, state, state == ChipState.Up ? null : "gone"), 1_000_000_001 + _rig.Log.Seq);

    private async Task<FlightRecorder> StartAsync(RecorderPlan? plan = null, string? folder = null)
    {
        var recorder = new FlightRecorder(() => _rig, plan ?? RecorderPlan.Default, folder ?? Files, _time, _said);
        await recorder.StartAsync(default);
        return recorder;
    }

    /// <summary>A clock whose waits are over at once, and that otherwise stands still until it is moved.</summary>
    private sealed class Quick : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private sealed class Said : ILogger
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public async Task<string> NextAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => _lines.Writer.TryWrite(formatter(state, exception));
    }
}
