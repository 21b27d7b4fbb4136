using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GpioHub.Hub.Control.Wire;
using GpioHub.Recording.Log;
using GpioHub.Transports.Recording;

namespace GpioHub.Hub.Control.Events;

/// <summary>Edges and interrupts gathered into one document of arrays: a browser takes a hundred times as many in this form.</summary>
/// <remarks>
/// <code>
///   {"edges":{"base":"NS","lines":[…],"causes":[…],"guestLines":[…],
///             "uncertaintyMs":[[line,±ms],…],
///             "e":[[seq,line,level,ns − base,cause],…],"i":[[seq,guestLine,"d"|"l"|"c",ns − base],…]}}
/// </code>
/// lines, causes and guestLines are those that no document of this stream has named before; rows count from the first one ever named.
/// uncertaintyMs has the lines of other hosts in this document.
/// </remarks>
internal sealed class EventBatch(LogWords words)
{
    /// <summary>Rows of a document at most.</summary>
    public const int MostRows = 512;

    private readonly Dictionary<string, int> _lines = [], _guestLines = [];
    private readonly Dictionary<LogCause, int> _causes = [];
    private readonly List<string> _newLines = [], _newGuestLines = [], _newCauses = [];
    private readonly List<(LogEntry Entry, int Line)> _rows = new(MostRows);
    private readonly SortedDictionary<int, double> _uncertain = [];        // milliseconds, by line
    private readonly ArrayBufferWriter<byte> _json = new(32 << 10);

    public bool IsEmpty => _rows.Count == 0;

    public bool IsFull => _rows.Count >= MostRows;

    /// <param name="uncertaintyMs">null = it happened on this host, or nobody knows.</param>
    public void Edge(in LogEntry entry, string line, double? uncertaintyMs)
    {
        if (!_causes.ContainsKey(entry.Cause))
        {
            _causes.Add(entry.Cause, _causes.Count);
            _newCauses.Add(words.Cause(entry.Cause));
        }

        int index = IndexOf(line, _lines, _newLines);
        _rows.Add((entry, index));
        if (uncertaintyMs is { } ms) _uncertain[index] = ms;
    }

    public void Interrupt(in LogEntry entry, string guestLine) => _rows.Add((entry, IndexOf(guestLine, _guestLines, _newGuestLines)));

    /// <summary>Writes what was gathered, and begins anew.</summary>
    public void WriteTo(StreamOutput output)
    {
        if (IsEmpty) return;
        long first = _rows[0].Entry.Ns, last = _rows[^1].Entry.Seq;
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json, new JsonWriterOptions { Encoder = WireJson.Readable.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteStartObject("edges"u8);
            json.WriteString("base"u8, first.ToString(CultureInfo.InvariantCulture));
            Names(json, "lines"u8, _newLines);
            Names(json, "causes"u8, _newCauses);
            Names(json, "guestLines"u8, _newGuestLines);
            Uncertain(json);
            Rows(json, "e"u8, first, isEdge: true);
            Rows(json, "i"u8, first, isEdge: false);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("edges", last, _json.WrittenSpan);
        _rows.Clear();
    }

    private static int IndexOf(string name, Dictionary<string, int> known, List<string> added)
    {
        if (known.TryGetValue(name, out int index)) return index;
        known.Add(name, known.Count);
        added.Add(name);
        return known.Count - 1;
    }

    private static void Names(Utf8JsonWriter json, ReadOnlySpan<byte> key, List<string> names)
    {
        if (names.Count == 0) return;
        json.WriteStartArray(key);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        names.Clear();
    }

    private void Uncertain(Utf8JsonWriter json)
    {
        if (_uncertain.Count == 0) return;
        json.WriteStartArray("uncertaintyMs"u8);
        foreach (var (line, ms) in _uncertain)
        {
            json.WriteStartArray();
            json.WriteNumberValue(line);
            json.WriteNumberValue(ms);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        _uncertain.Clear();
    }

    private void Rows(Utf8JsonWriter json, ReadOnlySpan<byte> key, long first, bool isEdge)
    {
        bool begun = false;
        foreach (var (entry, line) in _rows)
        {
            if (entry.Kind == LogKind.Edge != isEdge) continue;
            if (!begun) json.WriteStartArray(key);
            begun = true;
            json.WriteStartArray();
            json.WriteNumberValue(entry.Seq);
            json.WriteNumberValue(line);
            if (isEdge) json.WriteNumberValue(entry.Level ? 1 : 0);
            else json.WriteStringValue(EventWords.Letter(entry.Kind));
            json.WriteNumberValue(entry.Ns - first);
            if (isEdge) json.WriteNumberValue(_causes[entry.Cause]);
            json.WriteEndArray();
        }

        if (begun) json.WriteEndArray();
    }
}
