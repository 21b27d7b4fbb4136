using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Naming;
using GpioHub.Recording.Log;
using GpioHub.Recording.Window;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>What the log has of some lines in a window of time, no more than can be seen.</summary>
internal sealed class LogWindow
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IRig _rig;
    private readonly WindowQuery _query;
    private readonly ImmutableArray<(string Name, WindowLine Line)> _lines;
    private readonly Dictionary<int, WindowLine> _nets = [];
    private readonly SortedDictionary<int, (string Name, List<(long Ns, char Kind)> Events)> _interrupts = [];
    private readonly HashSet<int> _guestLines = [];
    private long? _oldestNs;
    private long _newestNs;

    private LogWindow(IRig rig, WindowQuery query, RigPlan plan, ImmutableArray<(string Name, ChipLineAddress Net)> nets)
    {
        (_rig, _query) = (rig, query);
        _lines = [.. nets.Select(net => (net.Name, new WindowLine(query.FromNs, query.ToNs, query.Columns)))];
        var byName = nets.Zip(_lines).ToDictionary(line => (line.First.Net.Chip, line.First.Net.Index, NameOf(line.First.Net, plan)),
            line => line.Second.Line);
        for (int number = 0; number < rig.Log.Words.SourceCount; number++)     // one line may be several: its offset came to be known
        {
            var source = rig.Log.Words.Source(number);
            if (source.Kind == LogSourceKind.Net && byName.TryGetValue((source.Owner, source.Index, source.Name), out var line))
                _nets[number] = line;
        }
        var shown = nets.Select(net => net.Net).ToHashSet();
        _guestLines.UnionWith(rig.Log.Words.NumbersOf([.. plan.Guests.SelectMany(guest => guest.Lines
            .Where(line => line.From is { } from && shown.Contains(from))
            .Select(line => new LogSource(LogSourceKind.GuestLine, guest.Id, line.Line, line.Name, line.Line)))]));
    }

    /// <exception cref="ProblemException">400: no address.</exception>
    /// <exception cref="NameNotFoundException">A line that the plan does not have.</exception>
    public static async Task<LogWindow> ReadAsync(IRig rig, WindowQuery query, CancellationToken cancel)
    {
        var plan = rig.Plan;
        var lookup = new LineLookup(plan);
        ImmutableArray<(string, ChipLineAddress Net)> nets = query.Lines.IsEmpty
            ? [.. plan.Chips.SelectMany(chip => NetName.Of(chip).Select((name, index) => (name, new ChipLineAddress(chip.Id, index))))
                .Take(ControlLimits.MaxStreamLines)]
            : [.. query.Lines.Select(name => (name, lookup.Net(RecordedLines.AddressOf(name)))).DistinctBy(line => line.Item2)];
        var window = new LogWindow(rig, query, plan, nets);
        // The levels first: a line of which the log has no edge afterwards has had that level all the time.
        var now = await Task.WhenAll(nets.Select(net => rig.ReadAsync(net.Net, cancel)));
        window.Read();
        foreach (var (line, reading) in window._lines.Zip(now))
            line.Line.Close(reading is { Chip: ChipState.Up, Problem: null } ? reading.Level : null);
        return window;
    }

    /// <summary>Writes the document; times are relative to its beginning where they may be many.</summary>
    public void WriteTo(IBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to, Readable);
        json.WriteStartObject();
        json.WriteString("from", Text(_query.FromNs));
        json.WriteString("to", Text(_query.ToNs));
        json.WriteString("oldest", Text(_oldestNs ?? _newestNs));
        json.WriteString("newest", Text(_newestNs));
        var causes = new List<ushort>();
        json.WriteStartArray("lines");
        foreach (var (name, line) in _lines) Write(json, name, line, causes);
        json.WriteEndArray();
        json.WriteStartArray("causes");
        foreach (ushort cause in causes) json.WriteStringValue(_rig.Log.Words.Cause(new LogCause(cause)));
        json.WriteEndArray();
        json.WriteStartArray("irq");
        foreach (var (name, events) in _interrupts.Values) Write(json, name, events);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, WindowLine line, List<ushort> causes)
    {
        json.WriteStartObject();
        json.WriteString("line", name);
        if (line.First is { } first) json.WriteNumber("first", first ? 1 : 0);
        else json.WriteNull("first");
        if (line.Edges is { } edges)
        {
            json.WriteStartArray("edges");
            foreach (var edge in edges) Row(json, edge.Ns, edge.Level ? 1 : 0, NumberOf(edge.Cause, causes));
        }
        else
        {
            json.WriteStartArray("columns");
            foreach (var column in line.Columns) Row(json, column.Column, column.Level ? 1 : 0, column.Edges);
        }
        json.WriteEndArray();
        json.WriteStartArray("lost");
        foreach (var (from, to) in line.Lost)
        {
            json.WriteStartArray();
            json.WriteStringValue(Text(from));
            json.WriteStringValue(Text(to));
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, string name, List<(long Ns, char Kind)> events)
    {
        json.WriteStartObject();
        json.WriteString("line", name);
        json.WriteStartArray("events");
        foreach (var (ns, kind) in events)
        {
            json.WriteStartArray();
            json.WriteNumberValue(ns - _query.FromNs);
            json.WriteStringValue([kind]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Row(Utf8JsonWriter json, long first, int second, int third)
    {
        json.WriteStartArray();
        json.WriteNumberValue(first);
        json.WriteNumberValue(second);
        json.WriteNumberValue(third);
        json.WriteEndArray();
    }

    private static int NumberOf(ushort cause, List<ushort> causes)
    {
        int number = causes.IndexOf(cause);
        if (number >= 0) return number;
        causes.Add(cause);
        return causes.Count - 1;
    }

    private void Read()
    {
        var entries = new LogEntry[4096];
        _newestNs = MonotonicClock.Now;
        if (_rig.Log.ReaderAfter(0).Read(entries.AsSpan(0, 1), out var before) > 0)
        {
            _oldestNs = entries[0].Ns;
            if (before is not null)
                foreach (var (_, line) in _lines) line.Miss(0, entries[0].Ns);
        }
        var reader = _rig.Log.ReaderSince(_query.FromNs);
        for (int count; (count = reader.Read(entries, out var gap)) > 0;)
        {
            if (gap is { } missed && missed.ToNs > _query.FromNs)
                foreach (var (_, line) in _lines) line.Lose(missed.FromNs);
            foreach (var entry in entries.AsSpan(0, count)) Show(entry);
        }
    }

    private void Show(in LogEntry entry)
    {
        if (entry.Kind is LogKind.Edge or LogKind.Lost)
        {
            if (!_nets.TryGetValue(entry.Source, out var line)) return;
            if (entry.Kind == LogKind.Edge) line.Edge(entry.Ns, entry.Level, entry.Cause.Id);
            else if (entry.Ns >= _query.FromNs) line.Lose(entry.Ns);
            return;
        }
        char? kind = entry.Kind switch
        {
            LogKind.Delivered => 'd',
            LogKind.Latched => 'l',
            LogKind.Coalesced => 'c',
            LogKind.Unmasked => 'u',
            _ => null,
        };
        if (kind is null || entry.Ns < _query.FromNs || entry.Ns > _query.ToNs || !_guestLines.Contains(entry.Source)) return;
        if (!_interrupts.TryGetValue(entry.Source, out var shown))
            _interrupts[entry.Source] = shown = (_rig.Log.Words.Source(entry.Source).ToString(), []);
        if (shown.Events.Count < WindowLine.EdgesPerColumn * _query.Columns) shown.Events.Add((entry.Ns, kind.Value));
    }

    private static string? NameOf(ChipLineAddress net, RigPlan plan) =>
        plan.Chips.First(chip => chip.Id == net.Chip).Lines[net.Index].Name;

    private static string Text(long ns) => ns.ToString(CultureInfo.InvariantCulture);
}
