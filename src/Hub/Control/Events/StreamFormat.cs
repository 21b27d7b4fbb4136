using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Control.Events;

/// <summary>The encoding of an event stream in bytes.</summary>
internal abstract class StreamFormat
{
    public const string SseMediaType = "text/event-stream";

    public static readonly StreamFormat Ndjson = new NdjsonFormat();

    /// <param name="life">Names this run of the hub, because event numbers begin anew with each run.</param>
    public static StreamFormat Sse(string life) => new SseFormat(life);

    public abstract string MediaType { get; }

    /// <summary>Bytes that are sent when nothing happens for a while; empty = none.</summary>
    public abstract byte[] KeepAlive { get; }

    public byte[] Edge(EdgeDocument edge) => Item("edge", edge.Seq, edge, WireJson.Readable.EdgeDocument);

    public byte[] Contention(ContentionDocument contention) =>
        Item("contention", contention.Seq, contention, WireJson.Readable.ContentionDocument);

    public byte[] Snapshot(SnapshotDocument snapshot) => Item("snapshot", snapshot.Seq, snapshot, WireJson.Readable.SnapshotDocument);

    public byte[] Lagged(long events) => Item("lagged", null, new LaggedDocument(events), WireJson.Readable.LaggedDocument);

    protected abstract byte[] Item<T>(string kind, long? id, T document, JsonTypeInfo<T> type);

    /// <summary>NDJSON: one document a line. It has no comments, so a quiet stream sends nothing.</summary>
    private sealed class NdjsonFormat : StreamFormat
    {
        public override string MediaType => "application/x-ndjson";

        public override byte[] KeepAlive => [];

        protected override byte[] Item<T>(string kind, long? id, T document, JsonTypeInfo<T> type) =>
            [.. JsonSerializer.SerializeToUtf8Bytes(document, type), (byte)'\n'];
    }

    /// <summary>Server-sent events (WHATWG HTML §9.2); the id is the hub's run and the event's number.</summary>
    private sealed class SseFormat(string life) : StreamFormat
    {
        public override string MediaType => SseMediaType;

        public override byte[] KeepAlive { get; } = Encoding.UTF8.GetBytes(": keep-alive\n\n");

        protected override byte[] Item<T>(string kind, long? id, T document, JsonTypeInfo<T> type)
        {
            string head = id is { } number ? string.Create(CultureInfo.InvariantCulture, $"id: {life}-{number}\n") : "";
            return Encoding.UTF8.GetBytes($"{head}event: {kind}\ndata: {JsonSerializer.Serialize(document, type)}\n\n");
        }
    }
}
