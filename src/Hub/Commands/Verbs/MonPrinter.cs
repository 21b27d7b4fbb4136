using System.Globalization;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;
using GpioHub.Rules.Buses;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The output of <c>gpiohub mon</c>: a line per edge, and per value of a bus.</summary>
/// <remarks>The lines of a bus change one after the other in the stream, those that change together with the same instant. A value is
/// printed when all of them have come.</remarks>
/// <param name="asked">Lines and buses as they were typed, in this order.</param>
/// <param name="edges">Which edges of lines to print: rising, falling or both.</param>
/// <param name="wanted">Lines to print after the levels; null = no end.</param>
internal sealed class MonPrinter(Terminal terminal, string[] asked, IReadOnlyList<BusDocument> buses, string edges, long? wanted) : IMonView
{
    /// <summary>How long the edges of one instant may take to come, if nothing else comes.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<string, bool> _levels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _values = new(StringComparer.Ordinal);     // as printed last, by bus
    private readonly Paint _paint = terminal.Paint;
    private long _pendingNs;
    private long _printed;
    private bool _pending;                                                 // lines of buses have changed, and no value is printed

    /// <inheritdoc/>
    public bool IsDone => _printed >= wanted;

    /// <inheritdoc/>
    public TimeSpan? Wakes => _pending ? Together : null;

    /// <inheritdoc/>
    public async Task TakeAsync(EventItem item, CancellationToken cancel)
    {
        long ns = item.Ns is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        if (_pending && ns != _pendingNs) await WakeAsync(cancel);
        if (IsDone) return;

        if (item.Lagged is { } lagged)
            await terminal.Error.WriteLineAsync($"gpiohub: {lagged} events passed over: this reader was too slow");
        else if (item.Gap is { } gap) await GapText.TellAsync(terminal.Error, gap);
        else if (item.Contention is { } both)
        {
            await terminal.Error.WriteLineAsync(
                $"gpiohub: {item.Line}: {both.Wants} wants to drive it, but {both.Holds} does (exclusive)");
        }
        else if (item.Snapshot is { } levels) await BeginAsync(levels);
        else if (item.Edge is { } edge) await EdgeAsync(item, edge, ns);
        await terminal.Out.FlushAsync(cancel);
    }

    /// <summary>Prints the values of buses whose lines have changed.</summary>
    public async Task WakeAsync(CancellationToken cancel)
    {
        _pending = false;
        foreach (var bus in buses)
        {
            ulong value = ValueOf(bus);
            if (value == _values[bus.Name] || IsDone) continue;          // the last of its lines may be back where it was
            _values[bus.Name] = value;
            await terminal.Out.WriteAsync(EdgeLine.OfBus(_pendingNs, BusValue.Hex(value, bus.Lines.Count), bus.Name, _paint));
            _printed++;
        }

        await terminal.Out.FlushAsync(cancel);
    }

    /// <inheritdoc/>
    public Task EndAsync() => Task.CompletedTask;

    private async Task BeginAsync(IReadOnlyList<LevelDocument> levels)
    {
        foreach (var level in levels) _levels[level.Line] = level.Level == 1;
        foreach (var bus in buses) _values[bus.Name] = ValueOf(bus);
        foreach (string name in asked)
        {
            string word = buses.FirstOrDefault(bus => bus.Name == name) is { } bus
                ? BusValue.Hex(_values[name], bus.Lines.Count)
                : _levels[name] ? "active" : "inactive";
            await terminal.Out.WriteAsync($"\"{name}\"={word}\n");
        }
    }

    private async Task EdgeAsync(EventItem item, string edge, long ns)
    {
        string line = item.Line!;
        _levels[line] = edge == "rising";
        if (asked.Contains(line) && (edges == "both" || edges == edge))
        {
            await terminal.Out.WriteAsync(EdgeLine.Of(ns, edge == "rising", line, _paint, item.UncertaintyMs));
            _printed++;
        }

        if (!buses.Any(bus => bus.Lines.Contains(line))) return;
        (_pendingNs, _pending) = (ns, true);
    }

    private ulong ValueOf(BusDocument bus) => BusValue.Of(bus.Lines.Select(line => _levels.GetValueOrDefault(line)));
}
