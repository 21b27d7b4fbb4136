using System.Diagnostics;
using System.Globalization;
using System.Text;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;
using GpioHub.Rules.Buses;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The output of <c>gpiohub mon --wave</c>: a row per line, drawn anew in place as time passes; elsewhere than on a terminal
/// once, at the end.</summary>
/// <param name="step">The time of a column.</param>
/// <param name="wanted">Changes after which it ends; null = no end.</param>
internal sealed class WaveView(Terminal terminal, string[] asked, IReadOnlyList<BusDocument> buses, TimeSpan step, long? wanted) : IMonView
{
    private const int WidthElsewhere = 100, NameAtMost = 32;

    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly WaveRow[] _rows = [.. asked.Distinct().Select(name => buses.FirstOrDefault(bus => bus.Name == name) is { } bus
        ? new WaveRow(name, bus.Lines.Count, isBus: true)
        : new WaveRow(name, 1, isBus: false))];

    private readonly Dictionary<string, bool> _levels = new(StringComparer.Ordinal);
    private readonly long _stepNs = step.Ticks * TimeSpan.NanosecondsPerTick;
    private long _beganNs, _lastNs, _lastAt, _drawnAt, _changes;
    private bool _begun;
    private int _drawn;                                                    // rows of the picture that stands on the terminal

    public bool IsDone => _changes >= wanted;

    public TimeSpan? Wakes => terminal.OutIsTerminal && _begun ? Frame : null;

    public async Task TakeAsync(EventItem item, CancellationToken cancel)
    {
        if (item.Lagged is { } lagged)
            await terminal.Error.WriteLineAsync($"gpiohub: {lagged} events passed over: this reader was too slow");
        else if (item.Gap is { } gap) await GapText.TellAsync(terminal.Error, gap);
        else if (item.Snapshot is { } levels) Begin(levels);
        else if (item.Edge is { } edge) Take(item.Line!, edge == "rising", long.Parse(item.Ns!, CultureInfo.InvariantCulture));
        // Every frame, whatever comes how fast.
        if (terminal.OutIsTerminal && Stopwatch.GetElapsedTime(_drawnAt) > Frame) await DrawAsync();
    }

    public Task WakeAsync(CancellationToken cancel) => DrawAsync();

    public Task EndAsync() => _begun ? DrawAsync() : Task.CompletedTask;

    /// <summary>Now, by the hub's clock: what the last event said, and the time since it came.</summary>
    private long NowNs => _lastNs + (terminal.OutIsTerminal ? (long)Stopwatch.GetElapsedTime(_lastAt).TotalNanoseconds : 0);

    private void Begin(IReadOnlyList<LevelDocument> levels)
    {
        foreach (var level in levels) _levels[level.Line] = level.Level == 1;
        (_lastNs, _lastAt) = (levels.Max(level => long.Parse(level.Ns, CultureInfo.InvariantCulture)), Stopwatch.GetTimestamp());
        (_beganNs, _begun) = (_lastNs, true);
        foreach (var row in _rows) row.Begin(_beganNs, ValueOf(row.Name));
    }

    private void Take(string line, bool level, long ns)
    {
        _levels[line] = level;
        (_lastNs, _lastAt) = (Math.Max(_lastNs, ns), Stopwatch.GetTimestamp());
        foreach (var row in _rows)
            if ((row.Name == line || IsIn(row.Name, line)) && row.Change(ns, ValueOf(row.Name))) _changes++;
    }

    private async Task DrawAsync()
    {
        _drawnAt = Stopwatch.GetTimestamp();
        int names = Math.Min(NameAtMost, _rows.Max(row => row.Name.Length)) + 2;
        int columns = Math.Max(10, (terminal.OutIsTerminal ? TerminalSize.Of().Columns : WidthElsewhere) - names - 1);
        long now = NowNs, present = (now - _beganNs) / _stepNs;
        // It fills from the left; then it moves.
        long first = Math.Max(0, present - columns + 1);
        int shown = (int)(present - first) + 1;
        var text = new StringBuilder();
        if (_drawn > 0) text.Append(CultureInfo.InvariantCulture, $"\r\e[{_drawn}A");
        foreach (var row in _rows)
        {
            row.Forget(_beganNs + (first * _stepNs));
            string name = row.Name.Length > NameAtMost ? $"{row.Name.AsSpan(0, NameAtMost - 1)}…" : row.Name;
            string wave = row.Draw(_beganNs + (first * _stepNs), _stepNs, shown);
            text.Append(name.PadRight(names)).Append(terminal.Paint.Green(wave)).Append(End());
        }

        string time = string.Create(CultureInfo.InvariantCulture, $"{(now - _beganNs) / 1e9:0.0} s");
        text.Append(terminal.Paint.Dim($"{"".PadRight(names)}{time}, a column is {Rules.Plan.TimeText.Of(step)}")).Append(End());
        _drawn = terminal.OutIsTerminal ? _rows.Length + 1 : 0;
        await terminal.Out.WriteAsync(text.ToString());
        await terminal.Out.FlushAsync();
    }

    private string End() => terminal.OutIsTerminal ? "\e[K\n" : "\n";

    private bool IsIn(string bus, string line) => buses.Any(each => each.Name == bus && each.Lines.Contains(line));

    private ulong ValueOf(string name) => buses.FirstOrDefault(bus => bus.Name == name) is { } bus
        ? BusValue.Of(bus.Lines.Select(line => _levels.GetValueOrDefault(line)))
        : _levels.GetValueOrDefault(name) ? 1UL : 0;
}
